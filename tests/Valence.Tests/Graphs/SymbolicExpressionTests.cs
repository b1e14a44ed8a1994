using System.IO.Compression;
using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Tests.Graphs;

/// <summary>Expressions in C# give what Keras' expressions beside them gave.</summary>
public sealed class SymbolicExpressionTests
{
    private static readonly JsonElement File = Read();

    private static readonly Tensor Constant = RecordedCall.Array(File.GetProperty("constant"), "t").Tensor;

    private delegate SymbolicTensor[] Expression(SymbolicTensor x, SymbolicTensor y, SymbolicTensor n);

    private static readonly (string Python, Expression Here)[] Table =
    [
        ("x + y", (x, y, n) => [x + y]),
        ("1 + x", (x, y, n) => [1 + x]),
        ("x + constant", (x, y, n) => [x + Constant]),
        ("ops.multiply(constant, x)", (x, y, n) => [Constant * x]),
        ("2.5 - x", (x, y, n) => [2.5 - x]),
        ("x * 2", (x, y, n) => [x * 2]),
        ("x / y", (x, y, n) => [x / y]),
        ("1 / y", (x, y, n) => [1 / y]),
        ("n / 2", (x, y, n) => [n / 2]),
        ("n + 2", (x, y, n) => [n + 2]),
        ("n + 2.5", (x, y, n) => [n + 2.5]),
        ("n % 3", (x, y, n) => [n % 3]),
        ("n // 2", (x, y, n) => [n.FloorDivide(2)]),
        ("-x", (x, y, n) => [-x]),
        ("-n", (x, y, n) => [-n]),
        ("x ** 2", (x, y, n) => [x.Power(2)]),
        ("2 ** x", (x, y, n) => [Ops.Power(2, x)]),
        ("x > 0", (x, y, n) => [x > 0]),
        ("x <= y", (x, y, n) => [x <= y]),
        ("(x > 0) & (y < 1)", (x, y, n) => [(x > 0) & (y < 1)]),
        ("(x > 1) | (y < 1)", (x, y, n) => [(x > 1) | (y < 1)]),
        ("~(x > 0)", (x, y, n) => [!(x > 0)]),
        ("ops.sum(x > 0, axis=1)", (x, y, n) => [(x > 0).Sum(axis: 1)]),
        ("ops.equal(n, 2)", (x, y, n) => [n.Equal(2)]),
        ("ops.not_equal(n, 0)", (x, y, n) => [n.NotEqual(0)]),
        ("x[0]", (x, y, n) => [x[0]]),
        ("x[-1]", (x, y, n) => [x[^1]]),
        ("x[:, -1]", (x, y, n) => [x[.., ^1]]),
        ("x[:, 0, 1]", (x, y, n) => [x[.., 0, 1]]),
        ("x[:, 1:3]", (x, y, n) => [x[.., 1..3]]),
        ("x[0:2,]", (x, y, n) => [x[0..2]]),
        ("x[..., :-1]", (x, y, n) => [x[AxisKey.Ellipsis, ..^1]]),
        ("x[..., -2:]", (x, y, n) => [x[AxisKey.Ellipsis, ^2..]]),
        ("x[:, ::2]", (x, y, n) => [x[.., AxisKey.Every(2)]]),
        ("x[:, ::-1, 1:9:2]", (x, y, n) => [x[.., AxisKey.Every(-1), AxisKey.Every(2, 1, 9)]]),
        ("x[:, None]", (x, y, n) => [x[.., AxisKey.NewAxis]]),
        ("n[..., None]", (x, y, n) => [n[AxisKey.Ellipsis, AxisKey.NewAxis]]),
        ("ops.maximum(x, 0)", (x, y, n) => [x.Maximum(0)]),
        ("ops.minimum(n, 2)", (x, y, n) => [n.Minimum(2)]),
        ("ops.mean(x, axis=1, keepdims=True)", (x, y, n) => [x.Mean(axis: 1, keepDims: true)]),
        ("ops.mean(n)", (x, y, n) => [n.Mean()]),
        ("ops.max(x, axis=[0, 2])", (x, y, n) => [x.Max(axis: [0, 2])]),
        ("ops.std(x, axis=-1)", (x, y, n) => [x.Std(axis: -1)]),
        ("ops.any(x > 1, axis=-1)", (x, y, n) => [(x > 1).Any(axis: -1)]),
        ("ops.argmax(x, axis=-1)", (x, y, n) => [x.ArgMax(axis: -1)]),
        ("ops.cumsum(n, axis=1)", (x, y, n) => [n.CumSum(axis: 1)]),
        ("ops.logsumexp(x, axis=1)", (x, y, n) => [x.LogSumExp(axis: 1)]),
        ("ops.softmax(x)", (x, y, n) => [x.Softmax()]),
        ("ops.softmax(x, axis=1)", (x, y, n) => [x.Softmax(axis: 1)]),
        ("ops.relu(x)", (x, y, n) => [x.Relu()]),
        ("ops.gelu(x, approximate=False)", (x, y, n) => [x.Gelu(approximate: false)]),
        ("ops.leaky_relu(x, negative_slope=0.1)", (x, y, n) => [x.LeakyRelu(0.1)]),
        ("ops.reshape(x, (-1, 12))", (x, y, n) => [x.Reshape([-1, 12])]),
        ("ops.transpose(x, (0, 2, 1))", (x, y, n) => [x.Transpose([0, 2, 1])]),
        ("ops.expand_dims(n, -1)", (x, y, n) => [n.ExpandDims(-1)]),
        ("ops.squeeze(x[:, :1], 1)", (x, y, n) => [x[.., ..1].Squeeze(1)]),
        ("ops.concatenate([x, y], axis=1)", (x, y, n) => [Ops.Concatenate([x, y], axis: 1)]),
        ("ops.concatenate([x, y, x], axis=-1)", (x, y, n) => [x.Concatenate(-1, y, x)]),
        ("ops.stack([x, y], axis=1)", (x, y, n) => [Ops.Stack([x, y], axis: 1)]),
        ("ops.split(x, 2, axis=2)", (x, y, n) => [.. x.Split(2, axis: 2)]),
        ("ops.split(x, [1], axis=1)", (x, y, n) => [.. x.Split([1], axis: 1)]),
        ("ops.pad(x, [[0, 0], [1, 2], [0, 0]])", (x, y, n) => [x.Pad([(0, 0), (1, 2), (0, 0)])]),
        ("ops.repeat(x, 2, axis=1)", (x, y, n) => [x.Repeat(2, axis: 1)]),
        ("ops.tile(n, [1, 2])", (x, y, n) => [n.Tile([1, 2])]),
        ("ops.flip(x, axis=1)", (x, y, n) => [x.Flip(axis: 1)]),
        ("ops.roll(x, 1, axis=1)", (x, y, n) => [x.Roll(1, axis: 1)]),
        ("ops.cast(n, 'float32')", (x, y, n) => [n.Cast("float32")]),
        ("ops.cast(x, 'int32')", (x, y, n) => [x.Cast("int32")]),
        ("ops.cast(n, 'bool')", (x, y, n) => [n.Cast("bool")]),
        ("ops.where(x > 0, x, 0)", (x, y, n) => [(x > 0).Where(x, 0)]),
        ("ops.where(n > 0, n, -n)", (x, y, n) => [(n > 0).Where(n, -n)]),
        ("ops.matmul(x, ops.transpose(y, (0, 2, 1)))", (x, y, n) => [x.MatMul(y.Transpose([0, 2, 1]))]),
        ("ops.einsum('bij,bij->bi', x, y)", (x, y, n) => [Ops.Einsum("bij,bij->bi", x, y)]),
        ("ops.tensordot(x, y, axes=[[1, 2], [1, 2]])", (x, y, n) => [x.TensorDot(y, [1, 2], [1, 2])]),
        ("ops.clip(x, -1, 0.5)", (x, y, n) => [x.Clip(-1, 0.5)]),
        ("ops.round(x)", (x, y, n) => [x.Round()]),
        ("ops.exp(x)", (x, y, n) => [x.Exp()]),
        ("ops.sqrt(y)", (x, y, n) => [y.Sqrt()]),
        ("ops.log(y) + ops.square(x)", (x, y, n) => [y.Log() + x.Square()]),
        ("ops.take(x, np.array([2, 0]), axis=1)", (x, y, n) => [x.Take(Tensor.From([2, 0]), axis: 1)]),
        ("ops.one_hot(ops.abs(n), 6)", (x, y, n) => [n.Abs().OneHot(6)]),
        ("ops.tril(x, k=-1)", (x, y, n) => [x.Tril(-1)]),
        ("ops.zeros_like(n)", (x, y, n) => [n.ZerosLike()]),
        ("ops.full_like(x, 2)", (x, y, n) => [x.FullLike(2)]),
        ("ops.moments(x, axes=[1])", (x, y, n) => [x.Moments([1]).Mean, x.Moments([1]).Variance]),
        ("ops.sort(x, axis=1)", (x, y, n) => [x.Sort(axis: 1)]),
        ("ops.layer_normalization(x)", (x, y, n) => [x.LayerNorm()]),
        ("ops.norm(x)", (x, y, n) => [x.Norm()]),
        ("ops.stop_gradient(x)", (x, y, n) => [x.StopGradient()]),
        ("ops.average_pool(x, 2, 1)", (x, y, n) => [x.AveragePool(2, 1)]),
        ("ops.broadcast_to(x[:, :1], (2, 3, 4))", (x, y, n) => [x[.., ..1].BroadcastTo([2, 3, 4])]),
    ];

    public static TheoryData<string> Expressions => [.. Table.Select(row => row.Python)];

    public static TheoryData<string> Pairs =>
        [.. File.GetProperty("joins").EnumerateObject().Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void An_expression_gives_what_the_one_of_Keras_gave(string python)
    {
        var recorded = File.GetProperty("expressions").EnumerateArray()
            .Single(row => row.GetProperty("expression").GetString() == python).GetProperty("results");
        var inputs = new[] { "x", "y", "n" }.Select(name =>
            RecordedCall.Array(File.GetProperty("inputs").GetProperty(name), "t").Tensor).ToArray();
        SymbolicTensor[] places = [.. inputs.Select(input => LayerNode.CreateInput(
            new InputLayer(input.Shape, input.Type)).Outputs[0])];
        var results = Table.Single(row => row.Python == python).Here(places[0], places[1], places[2]);
        var model = new Functional(places, results);
        using var backend = new ReferenceBackend();
        var answers = model.EnsureBuilt([.. inputs.Select(input => input.Shape)]).Forward(
            Values.Create([.. inputs.Select(input => new Value(input))]),
            new(new EagerExecutor(new StepMemory(backend))));
        Assert.Equal(recorded.GetArrayLength(), answers.Count);
        for (var i = 0; i < answers.Count; i++)
        {
            var (expected, type, _) = RecordedCall.Array(recorded[i], "t");
            Assert.Equal(type, results[i].KerasType);
            Assert.Equal(expected.Shape, results[i].Shape);
            Assert.Equal(expected.Shape, answers[i].Tensor.Shape);
            Close(expected, answers[i].Tensor);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_type_of_a_computation_is_that_of_Keras(string pair)
    {
        var operands = pair.Split(',').Select(name => name switch
        {
            "int" => (KerasType.Int32, true),
            "float" => (KerasType.Float32, true),
            _ => (KerasTypes.Parse(name)!.Value, false),
        }).ToArray();
        Assert.Equal(File.GetProperty("joins").GetProperty(pair).GetString(), KerasTypes.Join(operands).KerasName);
    }

    [Fact]
    public void An_operation_without_a_place_of_a_graph_is_refused()
    {
        var x = new InputLayer([2, 3]);
        var place = LayerNode.CreateInput(x).Outputs[0];
        var error = Assert.Throws<ArgumentException>(() => place.Clip(place, 1));
        Assert.Contains("x_min", error.Message);
    }

    [Fact]
    public void An_operation_that_names_the_length_of_the_batch_says_that_it_is_left_open()
    {
        var x = Keras.Input([4]);
        foreach (var make in (Func<SymbolicTensor, SymbolicTensor>[])[open => open.BroadcastTo([3, 4]),
            open => open.Slice([0, 1], [3, 2]), open => open.SegmentSum(Tensor.From([0, 0, 1]), 3)])
        {
            Assert.Contains("works for batches of some lengths alone, such as 3.",
                Assert.Throws<ArgumentException>(() => make(x)).Message);
            var whole = LayerNode.CreateInput(new InputLayer([3, 4])).Outputs[0];
            Assert.Equal(3, make(whole).Shape[0]);
        }
        // A mistake that no batch makes right is told as it is.
        Assert.DoesNotContain("batch", Assert.Throws<ShapeException>(() => x.BroadcastTo([3, 5])).Message);
    }

    [Fact]
    public void A_model_with_operations_learns()
    {
        var ids = Keras.Input([6], ElementType.Int32);
        var x = new Embedding(12, 8).Call(ids);
        var isWord = ids.NotEqual(0).ExpandDims(-1);
        var mean = (x * isWord).Sum(axis: 1) / isWord.Sum(axis: 1).Maximum(1);
        var y = new Dense(1, "sigmoid").Call(Ops.Concatenate([mean, x[.., ^1].Tanh()], axis: -1));
        var model = new Functional(ids, y);
        model.Compile(new Adam(0.03f), "binary_crossentropy");
        var texts = new Tensor([64, 6], ElementType.Int32);
        var random = new Randomness.CounterRandom(3, 4);
        for (var i = 0; i < texts.Count; i++) texts.Change<int>()[i] = random.Below((ulong)i, 12);
        // A text is positive where its last word is one of the second half.
        float[] labels = [.. Enumerable.Range(0, 64).Select(row => texts.Ints[row * 6 + 5] > 5 ? 1f : 0f)];
        model.Fit(texts, labels, epochs: 40, batchSize: 16, verbose: 0);
        var answers = model.Predict(texts).Floats.ToArray();
        Assert.All(answers.Zip(labels), pair => Assert.Equal(pair.Second, MathF.Round(pair.First)));
    }

    private static JsonElement Read()
    {
        using var packed = typeof(RecordedCall).Assembly.GetManifestResourceStream("SymbolicExpressions.json.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var json = JsonDocument.Parse(unpacked);
        return json.RootElement.Clone();
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        if (expected.Type == ElementType.Int32)
        {
            Assert.Equal(expected.Ints.ToArray(), actual.Ints.ToArray());
            return;
        }
        var largest = expected.Floats.ToArray().Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < expected.Count; i++)
            if (!(Math.Abs(expected.Floats[i] - actual.Floats[i]) <= 1e-5f * largest))
                Assert.Fail($"Element {i} is {actual.Floats[i]:R}, expected {expected.Floats[i]:R}.");
    }
}
