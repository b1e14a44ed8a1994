using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Tests.Optimizers;

namespace Valence.Tests.Layers;

/// <summary>Steady training allocates nothing in the layers of the common recipes.</summary>
public sealed class AllocationTests
{
    private static readonly Dictionary<string, (Func<Layer> Make, Func<Value[]> Inputs)> Recipes = new()
    {
        ["Conv1D"] = (() => new Conv1D(4, 3, activation: Activations.Relu) { Padding = Padding.Same }, Sequence),
        ["MaxPooling1D"] = (() => new MaxPooling1D(2), Sequence),
        ["AveragePooling1D"] = (() => new AveragePooling1D(2), Sequence),
        ["GlobalMaxPooling1D"] = (() => new GlobalMaxPooling1D(), Sequence),
        ["GlobalAveragePooling1D"] = (() => new GlobalAveragePooling1D(), Sequence),
        ["GlobalAveragePooling1D with a mask"] = (() => new GlobalAveragePooling1D(), Masked),
        ["Flatten"] = (() => new Flatten(), Sequence),
        ["Dropout"] = (() => new Dropout(0.3f), Sequence),
        ["SpatialDropout1D"] = (() => new SpatialDropout1D(0.3f), Sequence),
        ["LayerNormalization"] = (() => new LayerNormalization(), Sequence),
        ["BatchNormalization"] = (() => new BatchNormalization(), Sequence),
        ["MultiHeadAttention"] = (() => new MultiHeadAttention(2, 3), () => [.. Sequence(), .. Sequence()]),
        ["MultiHeadAttention with masks and dropout"] = (() =>
            new MultiHeadAttention(2, 3, dropout: 0.2f) { UseCausalMask = true }, () => [.. Masked(), .. Masked()]),
        ["MultiHeadAttention over another axis"] = (() => new MultiHeadAttention(2, 3)
        {
            AttentionAxes = [2],
            UseCausalMask = true
        }, () => [Calls.Normal([2, 3, 4, 5]), Calls.Normal([2, 3, 4, 5])]),
        ["EinsumDense"] = (() => new EinsumDense("abc,bcd->adb", [3, 6], Activations.Tanh, "d"), Sequence),
        ["Normalization"] = (() => new Normalization(), Sequence),
        ["SpectralNormalization"] = (() => new SpectralNormalization(new Dense(3), 2), Sequence),
        ["AdaptiveAveragePooling1D"] = (() => new AdaptiveAveragePooling1D(4), Sequence),
        ["AdaptiveMaxPooling1D"] = (() => new AdaptiveMaxPooling1D(4), Sequence),
        ["ReversibleEmbedding"] = (() => new ReversibleEmbedding(9, 4) { Reverse = true, LogitSoftCap = 2 }, Sequence),
        ["Add"] = (() => new Add(), () => [.. Sequence(), .. Sequence()]),
        ["Concatenate"] = (() => new Concatenate(), () => [.. Sequence(), .. Sequence(), .. Sequence()]),
        ["TokenAndPositionEmbedding"] = (() => new TokenAndPositionEmbedding(20, 6, 4, maskZero: true),
            () => [Tensor.From([1, 2, 0, 3, 4, 0, 5, 6, 7, 1, 1, 0], [2, 6])]),
    };

    public static TheoryData<string> Cases => [.. Recipes.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_steady_training_step_allocates_nothing(string name)
    {
        var (make, inputs) = Recipes[name];
        var (layer, values) = (make(), inputs());
        var forward = layer.Built(values);
        var memory = new StepMemory(new ReferenceBackend());
        var eager = new EagerExecutor(memory);
        var recording = new RecordingExecutor(eager);
        var (call, inner) = (new CallContext(recording, training: true), new CallContext(eager));
        var x = Values.Create(values);
        var seed = new Tensor(forward(x, Calls.Eager()).Tensor.Shape);
        seed.Change<float>().Fill(1);
        var weights = layer.Weights.ToArray();

        void Step(ulong number)
        {
            memory.Reset();
            recording.Reset();
            call.Begin(number);
            inner.Begin(number);
            for (var i = 0; i < values.Length; i++)
                if (values[i].Tensor.Type == ElementType.Float32) recording.Watch(values[i].Tensor);
            foreach (var weight in weights) recording.Watch(weight.Value);
            var y = forward(x, call);
            recording.Backward(y.Tensor, seed, inner);
            call.CommitAssignments();
        }

        var step = 0UL;
        while (step < 40) Step(step++);
        Assert.Equal(0, Allocated.Bytes(() => Step(step++)));
    }

    private static Value[] Sequence() => [Calls.Normal([2, 6, 4])];

    private static Value[] Masked() =>
        [new(Calls.Normal([2, 6, 4]), Tensor.From([1f, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 6]))];
}
