using Valence.Constraints;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class NamesInCodeTests
{
    [Fact]
    public void A_model_is_compiled_with_names_as_with_objects()
    {
        float[] x = [1, 2, 3, 4, -1, -2, -3, -4], y = [1, 1, 0, 0];
        Data inputs = Tensor.From(x, [4, 2]);
        var named = Model("relu", "sigmoid");
        var typed = Model(Activations.Relu, Activations.Sigmoid);
        named.Compile("adam", "binary_crossentropy", metrics: ["accuracy", "AUC"]);
        typed.Compile(new Adam(), new BinaryCrossentropy(), metrics: [Metric.Accuracy, new Auc()]);
        var (a, b) = (named.Fit(inputs, y, epochs: 2), typed.Fit(inputs, y, epochs: 2));
        // As in Keras, a metric given as a text is called by that text.
        Assert.Equal(["AUC", "accuracy", "loss"], a.Names);
        foreach (var name in a.Names) Assert.Equal(b[name.ToLowerInvariant()], a[name]);
    }

    [Fact]
    public void Every_family_takes_names()
    {
        Assert.IsType<Rmsprop>((Optimizer)"rmsprop");
        Assert.IsType<Huber>((Loss)"huber");
        Assert.IsType<MeanSquaredError>((Loss)"mse");
        Assert.Equal("MeanAbsoluteError", ((Metric)"mae").KerasName);
        Assert.IsType<VarianceScaling>((Initializer)"he_normal");
        Assert.IsType<L1L2>((Regularizer)"l1_l2");
        Assert.IsType<NonNeg>((Constraint)"non_neg");
        Assert.Equal("gelu", ((ActivationFunction)"gelu").Name);
        Assert.IsType<VarianceScaling>(new Dense(2, "tanh") { KernelInitializer = "he_normal" }.KernelInitializer);
    }

    [Fact]
    public void An_unknown_name_is_told_with_those_there_are()
    {
        Says("There is no optimizer 'adm'. Did you mean 'adam'? The names are adadelta, ", "adam, ",
            () => { Optimizer _ = "adm"; });
        Says("There is no loss 'bce loss'. Did you mean 'bce'? The names are ", "binary_crossentropy, ",
            () => { Loss _ = "bce loss"; });
        Says("There is no activation function 'sofmax'. Did you mean 'softmax'? The names are ", "softmax",
            () => new Dense(2, "sofmax"));
        Says("There is no schedule 'cosine'. Did you mean 'CosineDecay'? The names are those of Keras' classes.", "",
            () => KerasTables.Default.Schedules.Named("cosine"));

        static void Says(string start, string listed, Action call)
        {
            var message = Assert.Throws<ArgumentException>(call).Message;
            Assert.StartsWith(start, message, StringComparison.Ordinal);
            Assert.Contains(listed, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Targets_that_are_no_numbers_are_refused_with_their_row()
    {
        var model = Model("relu", "sigmoid");
        model.Compile("sgd", "mse");
        Data x = Tensor.From([1f, 2, 3, 4], [2, 2]);
        foreach (var bad in (float[])[float.NaN, float.NegativeInfinity])
        {
            Assert.Contains("in row 1",
                Assert.Throws<ArgumentException>(() => model.Fit(x, (float[])[0, bad], epochs: 1)).Message,
                StringComparison.Ordinal);
            Assert.Contains("in row 0",
                Assert.Throws<ArgumentException>(() => model.TrainOnBatch(x, (float[])[bad, 1])).Message,
                StringComparison.Ordinal);
        }
    }

    private static Sequential Model(ActivationFunction hidden, ActivationFunction output) =>
        new(new Dense(3, hidden), new Dense(1, output));
}
