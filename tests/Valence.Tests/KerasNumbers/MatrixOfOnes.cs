using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Tests.KerasNumbers;

/// <summary>The model of Keras' trainer_test: four inputs, a matrix of ones, no bias.</summary>
internal static class MatrixOfOnes
{
    public static Dense Dense(int units, string? name = null) =>
        name is null ? new(units, useBias: false) { KernelInitializer = Initializer.Ones }
            : new(units, useBias: false) { KernelInitializer = Initializer.Ones, Name = name };

    public static Sequential Ones(int units = 3)
    {
        var model = new Sequential(Dense(units));
        model.BuildFor([Shape.Unknown, 4]);
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanSquaredError()]);
        return model;
    }

    public static Tensor Full(int rows, int columns)
    {
        var tensor = new Tensor([rows, columns]);
        tensor.Change<float>().Fill(1);
        return tensor;
    }
}
