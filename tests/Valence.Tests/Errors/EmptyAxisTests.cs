using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Tests.Layers;

namespace Valence.Tests.Errors;

/// <summary>No rows, no steps, one unit, one feature: the same result on both backends, or the same error that says
/// so.</summary>
public sealed class EmptyAxisTests
{
    private static readonly (string Name, Func<Layer> Make)[] Layers =
    [
        ("SimpleRnn", () => new SimpleRnn(1)),
        ("SimpleRnn of sequences", () => new SimpleRnn(3, returnSequences: true)),
        ("SimpleRnn with dropout", () => new SimpleRnn(1) { Dropout = .3f, RecurrentDropout = .4f }),
        ("Lstm", () => new Lstm(1)),
        ("Lstm of sequences and states", () => new Lstm(3, returnSequences: true, returnState: true)),
        ("Lstm with dropout", () => new Lstm(1) { Dropout = .3f, RecurrentDropout = .4f }),
        ("Gru", () => new Gru(1)), ("Gru of sequences", () => new Gru(3, returnSequences: true)),
        ("Gru before the product", () => new Gru(1) { ResetAfter = false }),
        ("Gru with dropout", () => new Gru(1) { Dropout = .3f, RecurrentDropout = .4f }),
        ("Gru backwards", () => new Gru(1, returnSequences: true) { GoBackwards = true }),
        ("Lstm of another activation", () => new Lstm(1) { Activation = Activations.Relu }),
        ("Rnn", () => new Rnn(new StackedRnnCells(new LstmCell(1), new GruCell(2)))),
        ("Bidirectional", () => new Bidirectional(new Lstm(1))),
        ("Bidirectional of sequences",
            () => new Bidirectional(new SimpleRnn(1, returnSequences: true) { Dropout = .3f, RecurrentDropout = .4f },
                MergeMode.Sum)),
        ("TimeDistributed", () => new TimeDistributed(new Dense(1))),
        ("Conv1D", () => new Conv1D(1, 3)), ("Conv1D same", () => new Conv1D(1, 3) { Padding = Padding.Same }),
        ("Conv1D causal", () => new Conv1D(1, 3) { Padding = Padding.Causal }),
        ("Conv1D of one", () => new Conv1D(1, 1)),
        ("Conv1D with strides", () => new Conv1D(2, 3) { Strides = 2, Padding = Padding.Same }),
        ("DepthwiseConv1D", () => new DepthwiseConv1D(3) { Padding = Padding.Same }),
        ("DepthwiseConv1D valid", () => new DepthwiseConv1D(3)),
        ("SeparableConv1D", () => new SeparableConv1D(1, 3) { Padding = Padding.Same }),
        ("SeparableConv1D valid", () => new SeparableConv1D(1, 3)),
        ("Conv1DTranspose", () => new Conv1DTranspose(1, 3)),
        ("Conv1DTranspose same", () => new Conv1DTranspose(1, 3) { Strides = 2, Padding = Padding.Same }),
        ("MaxPooling1D", () => new MaxPooling1D(2)),
        ("MaxPooling1D same", () => new MaxPooling1D(2) { Padding = Padding.Same }),
        ("AveragePooling1D", () => new AveragePooling1D(2)),
        ("AveragePooling1D same", () => new AveragePooling1D(2) { Padding = Padding.Same }),
        ("GlobalMaxPooling1D", () => new GlobalMaxPooling1D()),
        ("GlobalAveragePooling1D", () => new GlobalAveragePooling1D()),
        ("MultiHeadAttention", () => new MultiHeadAttention(1, 1)),
        ("GroupedQueryAttention", () => new GroupedQueryAttention(1, 1, 1)), ("Attention", () => new Attention()),
        ("AdditiveAttention", () => new AdditiveAttention()),
        ("LayerNormalization", () => new LayerNormalization()), ("BatchNormalization", () => new BatchNormalization()),
        ("Dense", () => new Dense(1)), ("Flatten", () => new Flatten()),
        ("SpatialDropout1D", () => new SpatialDropout1D(.3f)),
        ("Masking", () => new Masking()), ("UpSampling1D", () => new UpSampling1D(2)),
        ("ZeroPadding1D", () => new ZeroPadding1D(1)), ("Softmax", () => new Softmax()),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_size_gives_one_result_or_one_error_on_both_backends(string name)
    {
        var make = Layers.Single(row => row.Name == name).Make;
        using Backend plain = new ReferenceBackend(), threaded = new CpuBackend(2);
        foreach (var shape in (Shape[])[[0, 5, 2], [2, 0, 2], [0, 0, 2], [2, 1, 1], [1, 1, 1], [2, 2, 1], [1, 5, 1],
            [2, 5, 0], [0, 1, 1]])
            foreach (var masked in (bool[])[false, true])
                foreach (var training in (bool[])[false, true])
                {
                    var (reference, cpu) = (Outcome(plain), Outcome(threaded));
                    Assert.True(reference.Error is null or ShapeException or ArgumentException,
                        $"{name} of {shape}: {reference.Error}");
                    Assert.Equal(reference.Error?.Message, cpu.Error?.Message);
                    Assert.Equal(reference.Error?.GetType(), cpu.Error?.GetType());
                    for (var i = 0; i < reference.Tensors.Length; i++)
                    {
                        Assert.Equal(reference.Tensors[i].Shape, cpu.Tensors[i].Shape);
                        for (var j = 0; j < reference.Tensors[i].Count; j++)
                        {
                            var (expected, actual) = (reference.Tensors[i].Floats[j], cpu.Tensors[i].Floats[j]);
                            Assert.True(expected.Equals(actual)
                                || Math.Abs(expected - actual) <= 1e-5f * Math.Max(1, Math.Abs(expected)),
                                string.Create(CultureInfo.InvariantCulture,
                                    $"{name} of {shape}: tensor {i} element {j} is {actual}, expected {expected}."));
                        }
                    }
                    (Exception? Error, Tensor[] Tensors) Outcome(Backend backend)
                    {
                        var tensors = new List<Tensor>();
                        var error = Record.Exception(() =>
                            tensors.AddRange(Run(make(), shape, masked, training, backend)));
                        return (error, [.. tensors]);
                    }
                }
    }

    [Theory]
    [InlineData("GlobalMaxPooling1D")]
    [InlineData("GlobalAveragePooling1D")]
    public void Nothing_has_neither_a_mean_nor_a_largest(string name) =>
        Assert.Contains("expected at least one step, received [2, 0, 3]",
            Assert.Throws<ShapeException>(() => Layers.Single(row => row.Name == name).Make()
                .Run(false, Calls.Normal([2, 0, 3]))).Message);

    [Fact]
    public void A_recurrence_of_no_steps_puts_out_zeros_as_for_masked_ones_and_keeps_its_states()
    {
        foreach (var make in (Func<bool, RecurrentLayer>[])
            [state => new SimpleRnn(2, returnState: state), state => new Lstm(2, returnState: state),
                state => new Gru(2, returnState: state), state =>
                    new Gru(2, returnState: state) { ResetAfter = false }])
        {
            Assert.Equal([0, 0, 0, 0], make(false).Run(false, Calls.Normal([2, 0, 3])).Tensor.Elements());
            var layer = make(true);
            Value[] states = [
                .. layer.Cell.StateSize.Select((size, i) => new Value(Calls.Normal([2, size], 5 + (ulong)i)))];
            var y = layer.Run(false, [Calls.Normal([2, 0, 3]), .. states]);
            Assert.Equal([0, 0, 0, 0], y[0].Tensor.Elements());
            for (var i = 0; i < states.Length; i++)
                Assert.Equal(states[i].Tensor.Elements(), y[1 + i].Tensor.Elements());
        }
    }

    [Theory]
    [InlineData(Padding.Valid, 3)]
    [InlineData(Padding.Same, 1)]
    public void A_window_says_the_fewest_steps_that_it_needs(Padding padding, int least)
    {
        foreach (var layer in (Layer[])[new Conv1D(2, 3) { Padding = padding },
            new MaxPooling1D(3) { Padding = padding }, new AveragePooling1D(3) { Padding = padding }])
        {
            Assert.Contains($"at least {least} steps, received [2, 0, 1]",
                Assert.Throws<ShapeException>(() => layer.Run(false, Calls.Normal([2, 0, 1]))).Message);
            layer.Run(false, Calls.Normal([2, least, 1]));
        }
    }

    // Outputs, then the gradients of inputs and weights of the sum of the outputs.
    private static IEnumerable<Tensor> Run(Layer layer, Shape shape, bool masked, bool training, Backend backend)
    {
        var mask = masked ? new Tensor([shape[0], shape[1]]) : null;
        if (mask is { Count: > 1 }) mask.Change<float>()[0] = 1;
        var x = new Value(Calls.Normal(shape), mask);
        Value[] inputs = layer is Attention or AdditiveAttention or MultiHeadAttention or GroupedQueryAttention ? [x, x]
            : [x];
        var forward = layer.EnsureBuilt([.. inputs.Select(input => input.Tensor.Shape)]).Forward;
        layer.Initialize(3);
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        recording.Watch(x.Tensor);
        foreach (var weight in layer.Weights) recording.Watch(weight.Value);
        var call = new CallContext(recording, training, seed: 4);
        call.Begin(1);
        var y = forward(Values.Create(inputs), call);
        var inner = new CallContext(eager);
        for (var i = 0; i < y.Count; i++) recording.Seed(y[i].Tensor, Calls.Normal(y[i].Tensor.Shape, 9), inner);
        recording.Backward(inner);
        return [.. y.ToArray().Select(value => value.Tensor.Copy()), .. layer.Weights.Select(weight => weight.Value)
            .Append(x.Tensor).Select(of => recording.Gradient(of)?.Copy() ?? new Tensor([0]))];
    }
}
