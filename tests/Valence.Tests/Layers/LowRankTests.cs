using Valence.Callbacks;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Pretrained;
using Valence.Saving;
using Valence.Tests.Pretrained;

namespace Valence.Tests.Layers;

/// <summary>Low-rank additions learn in place of their matrices, and files hold the matrices with them.</summary>
public sealed class LowRankTests
{
    private static readonly Tensor Ids = Tensor.From([1, 2, 3, 4, 5, 0], [2, 3]);

    public static TheoryData<string> Kinds => ["dense", "embedding", "einsum", "block"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_addition_begins_at_zero_and_is_trained_alone(string kind)
    {
        var model = Model(kind);
        var before = model.Predict(Input(kind)).Elements();
        var frozen = model.Weights.ToArray();
        model.EnableLora(2, 6, Targets(kind));
        Assert.Equal(before, model.Predict(Input(kind)).Elements());
        var factors = model.Weights.Except(frozen).ToArray();
        Assert.Equal(kind == "block" ? 8 : 2, factors.Length);
        Assert.All(factors, weight => Assert.StartsWith("lora_", weight.Name, StringComparison.Ordinal));
        Assert.Equal(factors.ToHashSet(), model.TrainableWeights.Where(weight => weight.Name != "bias").ToHashSet());
        Weight[] matrices = [.. frozen.Where(weight => weight.Name != "bias")];
        float[][] old = [.. matrices.Select(weight => weight.Value.Elements())];

        Train(model, kind);
        Assert.Equal(old, matrices.Select(weight => weight.Value.Elements()));
        Assert.All(factors, weight => Assert.Contains(weight.Value.Elements(), element => element != 0));
        Assert.NotEqual(before, model.Predict(Input(kind)).Elements());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Merged_matrices_answer_as_unmerged_ones(string kind)
    {
        var model = Model(kind);
        model.EnableLora(2, 6, Targets(kind));
        Train(model, kind);
        var before = model.Predict(Input(kind));
        var weights = model.Weights.Count;
        model.MergeLora();
        Assert.True(model.Weights.Count < weights);
        Near(before, model.Predict(Input(kind)));
        model.EnableLora(3, null, Targets(kind));
        Near(before, model.Predict(Input(kind)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Files_hold_matrices_with_the_additions_in_them(string kind)
    {
        var model = Model(kind);
        model.EnableLora(2, 6, Targets(kind));
        Train(model, kind);
        var expected = model.Predict(Input(kind));
        var read = KerasFile.Load(KerasFile.ToBytes(model), "model.keras");
        Assert.Equal(model.StoredWeights.Count, read.Weights.Count);
        Near(expected, read.Predict(Input(kind)));
        using var folder = new SmallFolder("bert");
        foreach (var name in (string[])["some.safetensors", "some.npz", "some.weights.h5"])
        {
            var path = folder[name];
            model.SaveWeights(path);
            var fresh = Model(kind);
            fresh.LoadWeights(path);
            Near(expected, fresh.Predict(Input(kind)));
            // What the file has is not added once more.
            model.LoadWeights(path);
            Near(expected, model.Predict(Input(kind)));
        }
        var error = Assert.Throws<ConfigException>(() => model.Save(folder["some.h5"]));
        Assert.Contains("MergeLora", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("gpt2")]
    [InlineData("modernbert")]
    [InlineData("deberta")]
    public void A_pretrained_encoder_learns_by_additions_beside_a_head(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path, dropout: 0);
        var x = SmallFolder.Inputs(encoder.Model.InputNames);
        // The classifier has all its first values before the additions are there.
        var before = encoder.Classifier!.Predict(x).Elements();
        encoder.Model.EnableLora(2);
        Assert.Equal(before, encoder.Classifier.Predict(x).Elements());
        var head = encoder.Classifier.StoredWeights.Except(encoder.Model.StoredWeights).ToList();
        var learning = encoder.Classifier.TrainableWeights;
        if (family != "gpt2") Assert.All(head, weight => Assert.Contains(weight, learning));
        Assert.Equal(encoder.Settings.Layers * 8, learning.Count(weight => weight.Path.Contains("/lora_kernel_",
            StringComparison.Ordinal)));
        Assert.DoesNotContain(learning, weight => weight.Name is "kernel" && !head.Contains(weight));
        encoder.Classifier.Compile(new Adam(0.05f), encoder.Loss);
        var y = family == "gpt2" ? Tensor.From(new int[10], [2, 5]) : Tensor.From([0, 1], [2]);
        for (var i = 0; i < 5; i++) encoder.Classifier.TrainOnBatch(x, y);

        encoder.Save(folder["again"]);
        var expected = encoder.Classifier.Predict(x);
        Assert.NotEqual(before, expected.Elements());
        Near(expected, PretrainedEncoder.Open(folder["again"]).Classifier!.Predict(x));
        encoder.Model.MergeLora();
        Near(expected, encoder.Classifier.Predict(x));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_those_of_differences(string kind)
    {
        var model = Model(kind);
        model.EnableLora(2, 1, Targets(kind));
        var forward = model.EnsureBuilt([]).Forward;
        Weight[] factors = [.. model.Weights.Except(model.StoredWeights)];
        foreach (var (i, weight) in factors.Index())
        {
            float[] small = [.. Calls.Normal(weight.Shape, 21 + (ulong)i).Elements().Select(element => element / 5)];
            weight.Set(Tensor.From(small, weight.Shape));
        }
        var x = Values.Of([.. Input(kind).Tensors]);
        Tensor[] own = [.. factors.Select(weight => weight.Value)];
        GradientCheck.Holds((call, values) =>
        {
            if (ReferenceEquals(values[0], own[0])) return forward(x, call).Tensor;
            Tensor[] before = [.. own.Select(value => value.Copy())];
            foreach (var (value, moved) in own.Zip(values)) value.CopyFrom(moved);
            var y = forward(x, call).Tensor.Copy();
            foreach (var (value, old) in own.Zip(before)) value.CopyFrom(old);
            return y;
        }, own);
    }

    [Fact]
    public void A_seed_decides_the_first_values()
    {
        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1), First(2));
        Assert.Contains(First(1), element => element != 0);

        static float[] First(ulong seed)
        {
            var model = new Sequential([new Dense(4, name: "map", inputDim: 3)]) { Seed = seed };
            model.EnableLora(2, targetLayerNames: ["map"]);
            model.BuildFor([Shape.Unknown, 3]);
            return model.GetWeight("map/lora_kernel_a").Value.Elements();
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_and_changes_nothing()
    {
        var model = Model("dense");
        Assert.Throws<ArgumentOutOfRangeException>(() => model.EnableLora(0, targetLayerNames: ["map"]));
        Assert.Contains("Name the layers", Assert.Throws<ArgumentException>(() => model.EnableLora(2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'other'", Assert.Throws<ArgumentException>(() =>
            model.EnableLora(2, targetLayerNames: ["map", "other"])).Message, StringComparison.Ordinal);
        Assert.True(model.Trainable);
        model.EnableLora(2, targetLayerNames: ["map"]);
        Assert.Contains("already", Assert.Throws<InvalidOperationException>(() =>
            model.EnableLora(2, targetLayerNames: ["map"])).Message, StringComparison.Ordinal);
        model.Compile("sgd", "mse");
        var y = model.Predict(Input("dense"));
        foreach (var change in (Action[])[model.MergeLora, () => model.EnableLora(2, targetLayerNames: ["map"])])
            Assert.ThrowsAny<InvalidOperationException>(() => model.Fit(Input("dense"), y, verbose: 0,
                callbacks: [new LambdaCallback { TrainBatchEnd = (_, _) => change() }]));
        var bound = new Sequential(new Dense(2, name: "map", inputDim: 3)
        {
            KernelConstraint = new Constraints.NonNeg(),
        });
        Assert.Contains("constraint", Assert.Throws<ArgumentException>(() =>
            bound.EnableLora(2, targetLayerNames: ["map"])).Message, StringComparison.Ordinal);
    }

    private static Functional Model(string kind)
    {
        var x = kind == "embedding" ? Keras.Input([3], ElementType.Int32) : Keras.Input([3, 4]);
        var y = kind switch
        {
            "dense" => new Dense(5, Activations.Tanh, name: "map").Call(x),
            "embedding" => new Embedding(6, 5, name: "map").Call(x),
            "einsum" => new EinsumDense("abc,cde->abde", [-1, 3, 2], biasAxes: "de", name: "map").Call(x),
            _ => new TransformerBlock(2, 6, name: "map").Call(x),
        };
        var model = new Functional(x, y) { Seed = 3 };
        model.MakeWeights();
        return model;
    }

    private static string[]? Targets(string kind) => kind == "block" ? null : ["map"];

    private static Data Input(string kind) => kind == "embedding" ? Ids : Calls.Normal([2, 3, 4], 5);

    private static void Train(Functional model, string kind)
    {
        model.Compile(new Adam(0.05f), new MeanSquaredError());
        var x = Input(kind);
        var y = Calls.Normal(model.Predict(x).Shape, 9);
        for (var i = 0; i < 5; i++) model.TrainOnBatch(x, y);
    }

    private static void Near(Tensor expected, Tensor found)
    {
        var largest = expected.Elements().Max(Math.Abs);
        foreach (var (a, b) in expected.Elements().Zip(found.Elements())) Assert.Equal(a, b, 1e-5f * largest);
    }
}
