using Valence.Backends;
using Valence.Execution;
using Valence.Kernels;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Layers;

/// <summary>Attention as one operation: what a query's result depends on, and the same layer with its scores
/// shown.</summary>
public sealed class HeadAttentionTests
{
    private static readonly AttentionRule Plain = new(0.4f, false, int.MaxValue, false);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Closed_keys_behind_the_last_open_one_change_no_byte(int threads)
    {
        using var backend = new CpuBackend(threads);
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var (queries, keys, more) = (random.Next(1, 200), random.Next(1, 150), random.Next(1, 90));
            var rule = seed % 3 == 0 ? Plain with { IsCausal = true } : Plain;
            var (q, k, v) = (Numbers(random, 2, queries, 12), Numbers(random, 2, keys, 6), Numbers(random, 2, keys, 8));
            var (widerK, widerV) = (Longer(k, more, random), Longer(v, more, random));
            var open = new Tensor([2, 1, 1, keys + more], ElementType.Float32);
            for (var i = 0; i < open.Count; i++) open.Overwrite<float>()[i] = i % (keys + more) < keys ? 1 : 0;
            var attention = new HeadAttention(4, 2, rule);
            Assert.Equal(Run(backend, attention, q, k, v, null), Run(backend, attention, q, widerK, widerV, open));
        }
    }

    [Fact]
    public void A_query_has_the_same_bytes_alone_and_among_others()
    {
        using var backend = new CpuBackend(2);
        var random = new Random(3);
        var (q, k, v) = (Numbers(random, 3, 205, 12), Numbers(random, 3, 77, 6), Numbers(random, 3, 77, 8));
        var attention = new HeadAttention(4, 2, Plain);
        var all = Run(backend, attention, q, k, v, null);
        foreach (var (row, query) in ((int, int)[])[(0, 0), (1, 100), (2, 204)])
        {
            var one = Run(backend, attention, Part(q, row, query, 1), Part(k, row, 0, 77), Part(v, row, 0, 77), null);
            Assert.Equal(all[((row * 205 + query) * 16)..((row * 205 + query + 1) * 16)], one);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_layer_gives_what_it_gives_with_its_scores_shown(int seed)
    {
        var random = new Random(seed);
        var (batch, time, width) = (random.Next(1, 4), random.Next(2, 40), random.Next(2, 9));
        var dropout = seed % 4 == 3 ? 0.3 : 0.0;
        ProjectedAttention Layer(bool shows) => seed % 2 == 0
            ? new MultiHeadAttention(seed % 3 + 1, 4, 5, dropout, name: "attention")
            {
                UseCausalMask = seed % 5 == 0,
                SlidingWindow = seed % 7 == 1 ? 3 : null,
                ReturnAttentionScores = shows,
                UseGate = seed % 6 == 2,
            }
            : new GroupedQueryAttention(4, 4, 2, dropout, name: "attention")
            {
                UseCausalMask = seed % 5 == 0,
                ReturnAttentionScores = shows,
            };
        var ids = Tensor.From([.. Enumerable.Range(0, batch * time).Select(i => i % time < 1 + time * (i / time + 1)
            / (batch + 1) ? random.Next(1, 20) : 0)], [batch, time]);
        var masks = seed % 3 != 0;
        Tensor[] Answers(bool training)
        {
            return [.. new[] { false, true }.Select(shows =>
            {
                var input = Keras.Input([time], ElementType.Int32);
                var x = new Embedding(20, width, maskZero: masks, name: "words").Call(input);
                var layer = Layer(shows);
                return new Functional(input, layer.CallAll([x, x])[0]) { Seed = 5 }.Call(ids, training: training);
            })];
        }
        foreach (var training in (bool[])[false, true])
        {
            var answers = Answers(training);
            // A query that may attend to nothing attends to all alike where no scores are shown, in both as in Keras.
            var isOpen = !masks || dropout > 0;
            for (var i = 0; i < answers[0].Count; i++)
                if (isOpen || ids.Ints[i / answers[0].Shape[2]] != 0)
                    Assert.Equal(answers[1].Floats[i], answers[0].Floats[i], 2e-6);
        }
    }

    private static float[] Run(CpuBackend backend, HeadAttention attention, Tensor q, Tensor k, Tensor v,
        Tensor? mask) => new CallContext(new EagerExecutor(new StepMemory(backend))).Run(attention, q, k, v, mask)
            .Floats.ToArray();

    private static Tensor Numbers(Random random, params int[] shape)
    {
        var tensor = new Tensor([.. shape], ElementType.Float32);
        foreach (ref var number in tensor.Overwrite<float>()) number = (float)(random.NextDouble() * 4 - 2);
        return tensor;
    }

    private static Tensor Longer(Tensor x, int more, Random random)
    {
        var (time, width) = (x.Shape[1], x.Shape[2]);
        var longer = Numbers(random, x.Shape[0], time + more, width);
        for (var row = 0; row < x.Shape[0]; row++)
            x.Floats.Slice(row * time * width, time * width)
                .CopyTo(longer.Change<float>()[(row * (time + more) * width)..]);
        return longer;
    }

    private static Tensor Part(Tensor x, int row, int first, int count) => Tensor.From(
        x.Floats.Slice((row * x.Shape[1] + first) * x.Shape[2], count * x.Shape[2]).ToArray(), [1, count, x.Shape[2]]);
}
