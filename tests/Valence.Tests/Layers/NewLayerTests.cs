using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Text;

namespace Valence.Tests.Layers;

/// <summary>What layers that learn from data, divide their kernel, go back or sum over named axes do besides what the
/// contract asks, and what they refuse.</summary>
public sealed class NewLayerTests
{
    public static TheoryData<string, int[], int[]> Sums => new()
    {
        { "ab,bc->ac", [3, 4], [4, 2] },
        { "abc,cd->adb", [2, 3, 4], [4, 5] },
        { "abc,bcd->abd", [2, 3, 4], [3, 4, 2] },
        { "abcd,cb->acd", [2, 3, 4, 2], [4, 3] },
        { "abc,bd->adc", [2, 3, 4], [3, 5] },
        { "abc,d->abcd", [2, 3, 2], [4] },
        { "abcd,dce->aeb", [2, 3, 2, 4], [4, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public void A_sum_over_named_axes_is_the_plain_one_and_has_its_gradient(string equation, int[] a, int[] b)
    {
        var (parts, x, y) = (equation.Split(',', '-', '>'), Calls.Normal(Shape.Create(a), 3),
            Calls.Normal(Shape.Create(b), 4));
        var (first, second, result) = (parts[0], parts[1], parts[^1]);
        var plan = new EinsumPlan(first, second, result);
        var lengths = first.Zip(a).Concat(second.Zip(b)).DistinctBy(pair => pair.First)
            .ToDictionary(pair => pair.First, pair => pair.Second);
        var expected = new Tensor(Shape.Create([.. result.Select(axis => lengths[axis])]));
        Walk([.. lengths.Keys], at => expected.Change<float>()[At(result, at)]
            += x.Floats[At(first, at)] * y.Floats[At(second, at)]);
        Calls.Close(expected, plan.Apply(Calls.Eager(), x, y));
        GradientCheck.Holds((call, operands) => plan.Apply(call, operands[0], operands[1]), x, y);

        int At(string axes, Dictionary<char, int> at) => axes.Aggregate(0, (i, axis) => i * lengths[axis] + at[axis]);

        void Walk(char[] axes, Action<Dictionary<char, int>> visit)
        {
            var count = axes.Aggregate(1, (product, axis) => product * lengths[axis]);
            for (var i = 0; i < count; i++)
            {
                var (rest, at) = (i, new Dictionary<char, int>());
                foreach (var axis in axes) (rest, at[axis]) = Math.DivRem(rest, lengths[axis]);
                visit(at);
            }
        }
    }

    [Theory]
    [InlineData("ab,bc")]
    [InlineData("ab,bc->a...")]
    [InlineData("aab,bc->ac")]
    [InlineData("...ab...,bc->...ac...")]
    [InlineData("a1,1c->ac")]
    [InlineData("")]
    public void An_equation_of_another_form_is_refused(string equation) =>
        Assert.Contains(equation, Assert.Throws<ArgumentException>(() => new EinsumDense(equation, [3])).Message);

    [Fact]
    public void An_equation_that_does_not_fit_the_input_is_refused_with_the_layers_name()
    {
        foreach (var layer in (EinsumDense[])[new("abc,cd->abd", [-1, 3]), new("ab,bc->ac", [3, 4]),
            new("ab,ce->ac", [3]), new("ab,bc->ac", [3], biasAxes: "x")])
            Assert.StartsWith("EinsumDense 'einsum_dense'",
                Assert.Throws<ShapeException>(() => layer.Run(false, Calls.Normal([2, 4]))).Message);
    }

    [Fact]
    public void Attention_over_other_axes_has_the_gradient_of_its_inputs()
    {
        var layer = new MultiHeadAttention(2, 3) { AttentionAxes = [2], UseGate = true };
        var (query, value) = (Calls.Normal([2, 3, 4, 5], 5), Calls.Normal([2, 3, 2, 5], 6));
        var forward = layer.Built(query, value);
        GradientCheck.Holds((call, x) => forward([new Value(x[0]), new Value(x[1])], call).Tensor, query, value);
    }

    [Fact]
    public void Attention_refuses_axes_that_are_not_between_batch_and_features_and_what_has_no_order()
    {
        var x = Calls.Normal([2, 3, 4, 5]);
        foreach (var layer in (MultiHeadAttention[])[new(2, 3) { AttentionAxes = [0] },
            new(2, 3) { AttentionAxes = [3] }, new(2, 3) { AttentionAxes = [1, 1] },
            new(2, 3) { UseCausalMask = true }, new(2, 3) { AttentionAxes = [1, 2], SlidingWindow = 2 }])
            Assert.StartsWith("MultiHeadAttention 'multi_head_attention'",
                Assert.Throws<ShapeException>(() => layer.Run(false, x, x)).Message);
        var masked = new Value(x, new Tensor([2, 3, 4]));
        Assert.Contains("without masks",
            Assert.Throws<ShapeException>(() => new MultiHeadAttention(2, 3).Run(false, masked, x)).Message);
        Assert.Throws<ArgumentException>(() => new MultiHeadAttention(2, 3) { AttentionAxes = [] });
        Assert.Throws<ShapeException>(() => new GroupedQueryAttention(3, 2, 1).Run(false, x, x));
    }

    [Fact]
    public void A_normalization_learns_in_batches_what_it_learns_at_once()
    {
        var data = Calls.Normal([12, 3]);
        var (once, batches) = (new Normalization(), new Normalization());
        once.Adapt(data);
        batches.Adapt([Tensor.From(data.Floats[..15], [5, 3]), Tensor.From(data.Floats[15..], [7, 3])]);
        Assert.All(once.Weights.Zip(batches.Weights), pair => Calls.Close(pair.First.Value, pair.Second.Value, 1e-6));
        var y = once.Run(false, data).Tensor;
        Assert.Equal(0, y.Floats.ToArray().Where((_, i) => i % 3 == 0).Average(), 1e-5);
    }

    [Fact]
    public void A_normalization_refuses_statistics_and_data_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new Normalization(Tensor.From([1f])));
        Assert.Throws<ArgumentException>(() => new Normalization(Tensor.From([1f]), Tensor.From([1f, 2])));
        Assert.Throws<InvalidOperationException>(
            () => new Normalization(Tensor.From([1f]), Tensor.From([1f])).Adapt(Calls.Normal([2, 1])));
        Assert.Throws<ArgumentException>(() => new Normalization().Adapt(Array.Empty<Tensor>()));
        var layer = new Normalization();
        layer.Adapt(Calls.Normal([4, 3]));
        Assert.Throws<ShapeException>(() => layer.Adapt(Calls.Normal([4, 2])));
        Assert.Throws<ShapeException>(() => new Normalization(Tensor.From([1f, 2]), Tensor.From([1f, 2]))
            .Run(false, Calls.Normal([2, 3])));
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(
            () => new Normalization().EnsureBuilt([[-1, -1]])).Message);
    }

    [Fact]
    public void An_adapted_normalization_in_a_model_stays_as_it_is_while_the_model_trains()
    {
        var layer = new Normalization();
        layer.Adapt(Calls.Normal([9, 3]));
        var model = new Sequential(new InputLayer([-1, 3]), layer, new Dense(1));
        model.Compile(new Sgd(), new MeanSquaredError());
        var before = layer.GetWeights();
        model.Fit(Calls.Normal([8, 3]), Calls.Normal([8, 1]), epochs: 2,
            verbose: 0);
        Assert.All(before.Zip(layer.GetWeights()),
            pair => Assert.Equal(pair.First.Elements(), pair.Second.Elements()));
    }

    [Fact]
    public void Bins_include_their_lower_boundary_and_take_NaN_for_the_last()
    {
        var x = Tensor.From([-1f, 0, 0.5f, 1, float.PositiveInfinity, float.NaN], [2, 3]);
        Assert.Equal([0, 1, 1, 2, 2, 2], new Discretization([0, 1]).Run(false, x).Tensor.Ints.ToArray());
        Assert.Equal([1f, 2, 0, 0, 0, 3],
            new Discretization([0, 1], OutputMode.Count).Run(false, x).Tensor.Floats.ToArray());
        var rows = new Discretization([0, 1], OutputMode.MultiHot) { OutputType = ElementType.Int32 }.Run(false, x);
        Assert.Equal([1, 1, 0, 0, 0, 1], rows.Tensor.Ints.ToArray());
        Assert.Equal([1f, 2, 0, 0, 0, 3], new Discretization([0, 1], OutputMode.Count)
            .Run(false, Tensor.From(x.Floats, [2, 3, 1])).Tensor.Floats.ToArray());
    }

    [Fact]
    public void Bins_refuse_boundaries_that_fall_data_without_numbers_and_use_before_they_are_learned()
    {
        Assert.Throws<ArgumentException>(() => new Discretization([1, 0]));
        Assert.Throws<ArgumentException>(() => new Discretization([double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Discretization(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Discretization([0], OutputMode.TfIdf));
        Assert.Throws<ArgumentException>(() => new Discretization(4).Adapt(Tensor.From([1, float.NaN])));
        Assert.Throws<ArgumentException>(() => new Discretization(4).Adapt(Array.Empty<Tensor>()));
        Assert.Throws<InvalidOperationException>(() => new Discretization([0]).Adapt(Calls.Normal([3])));
        Assert.Contains("Adapt it", Assert.Throws<InvalidOperationException>(
            () => new Discretization(4).Run(false, Calls.Normal([3, 2]))).Message);
    }

    [Fact]
    public void Spectral_normalization_changes_nothing_in_inference_and_leaves_a_kernel_of_zeros()
    {
        var x = Calls.Normal([3, 4]);
        var inner = new Dense(5);
        var layer = new SpectralNormalization(inner, 3);
        layer.Run(false, x);
        var before = layer.GetWeights();
        Calls.Close(inner.Run(false, x).Tensor, layer.Run(false, x).Tensor, 0);
        Assert.All(before.Zip(layer.GetWeights()),
            pair => Assert.Equal(pair.First.Elements(), pair.Second.Elements()));
        inner.Weights[0].Set(new Tensor([4, 5]));
        var call = Calls.Eager(training: true);
        layer.EnsureBuilt([x.Shape]).Forward(x, call);
        call.CommitAssignments();
        Assert.Equal(new float[20], inner.Weights[0].Value.Elements());
        Assert.Equal(before[1].Elements(), layer.Weights[1].Value.Elements());
    }

    [Fact]
    public void The_largest_singular_value_becomes_one_after_enough_rounds()
    {
        var layer = new SpectralNormalization(new Dense(3, useBias: false), 200);
        var x = Calls.Normal([2, 4]);
        layer.Run(true, x);
        // The largest eigenvalue of kernelᵀ · kernel, by powers.
        var kernel = layer.Weights[0].Value;
        var call = Calls.Eager();
        var square = call.MatMul(kernel, kernel, transposeA: true);
        var v = Tensor.From([1f, 0.7f, -0.4f], [3, 1]);
        for (var i = 0; i < 200; i++)
        {
            v = call.MatMul(square, v);
            v = call.Scale(v, 1 / MathF.Sqrt(v.Floats[0] * v.Floats[0] + v.Floats[1] * v.Floats[1]
                + v.Floats[2] * v.Floats[2]));
        }
        Assert.Equal(1, call.MatMul(v, call.MatMul(square, v), transposeA: true).Floats[0], 1e-4);
    }

    [Fact]
    public void A_model_with_a_normalized_kernel_trains()
    {
        var model = new Sequential(new InputLayer([-1, 4]), new SpectralNormalization(new Dense(8, Activations.Tanh)),
            new Dense(1));
        model.Compile(new Adam(0.05f), new MeanSquaredError());
        var x = Calls.Normal([16, 4]);
        var y = Tensor.From([.. Enumerable.Range(0, 16).Select(i => x.Floats[4 * i])], [16, 1]);
        var history = model.Fit(x, y, epochs: 60, verbose: 0);
        Assert.True(history["loss"][^1] < 0.2 * history["loss"][0],
            $"the loss went from {history["loss"][0]} to {history["loss"][^1]}");
    }

    [Fact]
    public void A_model_with_a_normalized_table_trains_and_keeps_the_divided_table()
    {
        var words = new SpectralNormalization(new Embedding(40, 3), 2);
        var model = new Sequential(new InputLayer([-1, 5]), words, new GlobalAveragePooling1D(), new Dense(1));
        model.Compile(new Sgd(0), new MeanSquaredError());
        var x = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (float)(i * 7 % 40))], [8, 5]);
        model.Fit(x, Calls.Normal([8, 1]), epochs: 1, batchSize: 8,
            verbose: 0);
        // A step of rate 0 leaves what the division made.
        var table = words.Kernel!.Value.Copy();
        model.Compile(new Adam(0.05f), new MeanSquaredError());
        var history = model.Fit(x, Calls.Normal([8, 1]), epochs: 30, batchSize: 4,
            verbose: 0);
        Assert.True(history["loss"][^1] < 0.5 * history["loss"][0],
            $"the loss went from {history["loss"][0]} to {history["loss"][^1]}");
        Assert.True(table.Floats.ToArray().Max(Math.Abs) > 0.05f, "the table was not divided");
    }

    [Fact]
    public void Spectral_normalization_refuses_a_layer_without_a_kernel_and_integers()
    {
        Assert.Contains("neither a weight 'kernel' nor 'embeddings'", Assert.Throws<InvalidOperationException>(
            () => new SpectralNormalization(new LayerNormalization()).Run(false, Calls.Normal([2, 3]))).Message);
        Assert.Throws<InvalidOperationException>(
            () => new SpectralNormalization(new Lstm(2)).Run(false, Calls.Normal([2, 3, 4])));
        Assert.Contains("whole floats", Assert.Throws<ShapeException>(
            () => new SpectralNormalization(new Embedding(5, 2)).Run(false, Tensor.From([1, 2], [1, 2]))).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_way_back_has_the_weights_of_the_way_there(bool tied)
    {
        var words = new ReversibleEmbedding(7, 3, tied) { LogitSoftCap = 2 };
        var ids = Keras.Input([4], ElementType.Int32);
        var model = new Functional(ids, words.Reversed().Call(new Dense(3).Call(words.Call(ids))));
        model.Compile(new Adam(0.05f), new SparseCategoricalCrossentropy(fromLogits: true));
        model.BuildFor([-1, 4]);
        Assert.Equal(tied ? 3 : 4, model.Weights.Count);
        var x = Tensor.From([1, 2, 3, 4, 6, 5, 4, 0], [2, 4]);
        var before = words.Weights[0].Value.Copy();
        var history = model.Fit(x, x, epochs: 40, verbose: 0);
        Assert.True(history["loss"][^1] < history["loss"][0]);
        Assert.NotEqual(before.Elements(), words.Weights[0].Value.Elements());
        Assert.Contains("the way back of another layer",
            Assert.Throws<ConfigException>(() => KerasFile.ToBytes(model)).Message);
    }

    [Fact]
    public void The_way_back_has_the_gradient_of_vectors_and_table()
    {
        foreach (var tied in (bool[])[true, false])
        {
            var layer = new ReversibleEmbedding(7, 3, tied) { Reverse = true, LogitSoftCap = 1.5f };
            var x = Calls.Normal([2, 4, 3]);
            var forward = layer.Built(x);
            GradientCheck.Holds((call, given) => forward(given[0], call).Tensor, x);
        }
        Assert.Throws<InvalidOperationException>(() => new ReversibleEmbedding(7, 3) { Reverse = true }.Reversed());
        Assert.Throws<ShapeException>(
            () => new ReversibleEmbedding(7, 3) { Reverse = true }.Run(false, Calls.Normal([2, 4])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReversibleEmbedding(7, 3) { LogitSoftCap = 0 });
    }
}
