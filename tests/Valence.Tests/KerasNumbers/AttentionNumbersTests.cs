using Valence.Layers;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The numbers that Keras' own tests of attention state, at their tolerances.</summary>
public sealed class AttentionNumbersTests
{
    private static readonly Tensor Query = Numbers([1, 2, 2], 1, 0, 0, 1);
    private static readonly Tensor Key = Numbers([1, 2, 2], 0, 1, 1, 0);
    private static readonly Tensor Value = Numbers([1, 2, 2], 1, 2, 3, 4);

    public static TheoryData<string> Backends => LayerCalls.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Dot_scores_weigh_the_values(string backend)
    {
        var y = Call(new Attention { ReturnAttentionScores = true }, backend, Query, Value, Key);
        Close([2.462f, 3.462f, 1.538f, 2.538f], y[0], 1e-3f);
        Close([0.269f, 0.731f, 0.731f, 0.269f], y[1], 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Concatenated_scores_weigh_the_values(string backend)
    {
        var y = Call(new Attention(scoreMode: AttentionScore.Concat) { ReturnAttentionScores = true }, backend, Query,
            Value, Key);
        Close([1.727f, 2.727f, 2.272f, 3.272f], y[0], 1e-3f);
        Close([0.636f, 0.363f, 0.363f, 0.636f], y[1], 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Additive_scores_weigh_the_values(string backend)
    {
        var y = Call(new AdditiveAttention(useScale: false) { ReturnAttentionScores = true }, backend, Query, Value,
            Key);
        Close([1.727f, 2.727f, 2.272f, 3.272f], y[0], 1e-3f);
        Close([0.636f, 0.363f, 0.363f, 0.636f], y[1], 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Masks_close_values_and_clear_queries(string backend)
    {
        var mask = Numbers([1, 2], 1, 0);
        foreach (ScoredAttention layer in (ScoredAttention[])[new Attention { ReturnAttentionScores = true },
            new AdditiveAttention(useScale: false) { ReturnAttentionScores = true }])
        {
            var y = Call(layer, backend, new Value(Query, mask), new Value(Numbers([1, 2, 2], 1, 1, 1, 1), mask));
            Close([1, 1, 0, 0], y[0], 1e-6f);
            Close([1, 0, 1, 0], y[1], 1e-6f);
        }
    }

    // The test runs Keras in half precision and allows 1e-2; exact arithmetic gives e^(1/√8) to 1 as the ratio of the
    // weights.
    [Theory]
    [MemberData(nameof(Backends))]
    public void Heads_with_identity_kernels_give_the_stated_means(string backend)
    {
        const int size = 8;
        var identity = new float[size * size];
        for (var i = 0; i < size; i++) identity[i * size + i] = 1;
        var layer = new MultiHeadAttention(size, size) { ReturnAttentionScores = true };
        Shape shape = [1, size, size];
        layer.EnsureBuilt([shape, shape, shape]);
        // A head axis goes between the two of the identity.
        var kernel = new float[size * size * size];
        for (var i = 0; i < size; i++)
            for (var head = 0; head < size; head++) kernel[(i * size + head) * size + i] = 1;
        var projection = Tensor.From(kernel, [size, size, size]);
        Tensor[] pair = [projection, new Tensor([size, size])];
        // The heads' results are summed into the output: the kernel [heads, width, output] is the identity for each
        // pair of head and width that agree.
        layer.SetWeights([.. pair, .. pair, .. pair, projection, new Tensor([size])]);

        var values = Tensor.From([.. Enumerable.Range(0, size * size).Select(i => i / 100f)], shape);
        var y = Call(layer, backend, Tensor.From(identity, shape), values, Tensor.From(identity, shape));

        float[] means = [2.406f, 2.440f, 2.473f, 2.504f, 2.535f, 2.568f, 2.602f, 2.633f];
        Close([.. means.SelectMany(mean => Enumerable.Repeat(mean, size))], y[0], 1e-2f);
        Close([.. Enumerable.Range(0, size * size * size).Select(i => i / size % size == i % size ? 0.1691f : 0.1187f)],
            y[1], 1e-4f);
    }
}
