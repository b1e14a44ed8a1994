using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>Data as C# writes them: tensors in brackets, and arrays of doubles.</summary>
public sealed class DataFormsTests
{
    [Fact]
    public void Several_tensors_stand_in_brackets()
    {
        SymbolicTensor a = Keras.Input([2]), b = Keras.Input([2]);
        var model = new Functional([a, b], new Add().Call(a, b));
        Tensor x = Tensor.From(new[,] { { 1f, 2 } }), y = Tensor.From(new[,] { { 3f, 4 } });
        Assert.Equal([4, 6], model.Predict([x, y]).Floats);
        model.Compile("sgd", "mse");
        Assert.Equal(0, model.Evaluate([x, y], [Tensor.From(new[,] { { 4f, 6 } })])["loss"]);
        Data data = [x, y];
        Assert.Equal([x, y], data.Tensors);
        Assert.Throws<ArgumentException>(() => Data.Create([x, new Tensor([2, 2])]));
    }

    [Fact]
    public void Doubles_are_numbers()
    {
        var model = new Sequential(new InputLayer([-1, 2]), new Dense(1));
        model.Compile("sgd", "mse", weightedMetrics: ["mae"]);
        double[,] x = { { 0.5, 0.25 }, { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } };
        double[] y = [0, 1, 0, 1, 1];
        Assert.Equal([0.5f, 0.25f, 1, 2, 3, 4, 5, 6, 7, 8], ((Data)x).Tensors[0].Floats);
        var history = model.Fit(x, y, validationSplit: 0.2, verbose: 0,
            classWeight: new Dictionary<int, double> { [0] = 0.5, [1] = 2 });
        Assert.Contains("val_loss", history.Names);
        model.Compile("sgd", new Dictionary<string, Loss> { [model.OutputNames[0]] = "mse" },
            lossWeights: new Dictionary<string, double> { [model.OutputNames[0]] = 0.5 });
        Assert.Equal([0.5], model.Compilation!.Options.LossWeights!);
    }

    [Theory]
    [InlineData(0.2f, 768)]
    [InlineData(0.2, 768)]
    [InlineData(0.1, 864)]
    [InlineData(0.3f, 672)]
    public void A_split_leaves_the_rows_that_Keras_leaves(double split, int rows)
    {
        var model = new Sequential(new InputLayer([-1, 1]), new Dense(1));
        model.Compile("sgd", "mse");
        var plan = FitPlan.For(model, new Tensor([960, 1]), new Tensor([960, 1]),
            new() { ValidationSplit = split });
        Assert.Equal(rows, plan.X.Rows);
    }
}
