using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Cli.Tests;

/// <summary>Small models that take arrays.</summary>
internal static class Network
{
    public const int Length = 6;

    /// <summary>Embedding, LSTM and Dense with weights of a seed, trained for a step.</summary>
    public static Sequential Lstm(ulong seed = 1, int units = 3, string last = "answer")
    {
        var model = new Sequential(new InputLayer([-1, Length], ElementType.Int32),
            new Embedding(20, 4) { Name = "words" }, new Lstm(units) { Name = "walk" },
            new Dense(1, global::Valence.Activations.Sigmoid) { Name = last })
        { Seed = seed };
        model.BuildFor([-1, Length]);
        model.Compile(new Adam(), new BinaryCrossentropy(), [global::Valence.Metrics.Metric.Accuracy]);
        model.TrainOnBatch(Ids(8), Enumerable.Range(0, 8).Select(row => row % 2f).ToArray());
        return model;
    }

    /// <summary>Rows of ids from 0 to 19.</summary>
    public static Tensor Ids(int rows) =>
        Tensor.From([.. Enumerable.Range(0, rows * Length).Select(i => i * 7 % 20)], [rows, Length]);

    /// <summary>A model of texts with a learned vocabulary.</summary>
    public static Sequential OfTexts()
    {
        var words = new TextVectorization(new() { OutputSequenceLength = 4 }) { Name = "vectors" };
        words.Adapt(["a great film", "an awful film"]);
        var model = new Sequential(new InputLayer([-1, 1], ElementType.String), words, new Embedding(10, 3),
            new GlobalAveragePooling1D(), new Dense(1, global::Valence.Activations.Sigmoid));
        model.BuildFor([-1, 1]);
        return model;
    }
}
