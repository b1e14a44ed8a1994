using System.Buffers;

namespace Valence.Operations;

/// <summary>The tags of the path with the largest score through a chain (Viterbi, 1967), as integers: <c>[batch, time,
/// tags, tags] → [batch, time]</c>.</summary>
/// <remarks>Of equal paths it is the one whose last tag, then the one before, is smaller. A padded step has the tag of
/// the step before it, 0 where there is none.</remarks>
public sealed class BestPath : Operation
{
    internal static readonly BestPath Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (batch, time, _) = ChainShape.Of(Name, x);
        y[0] = new([batch, time], ElementType.Int32, x[0].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, tags) = (x[0].Shape[1], x[0].Shape[2]);
        var size = time * tags * tags;
        var to = y[0].Overwrite<int>();
        var best = ArrayPool<double>.Shared.Rent(2 * tags);
        var from = ArrayPool<int>.Shared.Rent(Math.Max(1, time * tags));
        for (var b = 0; b < x[0].Shape[0]; b++)
            Follow(x[0].Floats.Slice(b * size, size), tags, best, from, to.Slice(b * time, time));
        ArrayPool<double>.Shared.Return(best);
        ArrayPool<int>.Shared.Return(from);
    }

    private static void Follow(ReadOnlySpan<float> scores, int tags, Span<double> best, Span<int> from, Span<int> path)
    {
        if (path.IsEmpty) return;
        Span<double> before = best[..tags], now = best.Slice(tags, tags);
        before.Fill(double.NegativeInfinity);
        before[0] = 0;
        for (var t = 0; t < path.Length; t++)
        {
            var step = scores.Slice(t * tags * tags, tags * tags);
            for (var j = 0; j < tags; j++)
            {
                var (largest, origin) = (double.NegativeInfinity, ChainShape.IsPadding(step, tags) ? j : 0);
                for (var i = 0; i < tags; i++)
                    if (before[i] + step[i * tags + j] is var score && score > largest) (largest, origin) = (score, i);
                (now[j], from[t * tags + j]) = (largest, origin);
            }
            now.CopyTo(before);
        }
        var tag = 0;
        for (var j = 1; j < tags; j++)
            if (before[j] > before[tag]) tag = j;
        for (var t = path.Length - 1; t >= 0; t--)
        {
            path[t] = tag;
            tag = from[t * tags + tag];
        }
    }
}
