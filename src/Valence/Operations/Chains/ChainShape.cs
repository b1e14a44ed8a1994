namespace Valence.Operations;

/// <summary>What the operations on chains share: the scores <c>[batch, time, tags, tags]</c> of a tag (last axis)
/// after the tag of the step before.</summary>
/// <remarks>
/// Before the first step stands tag 0, so that of the first step's scores the first row alone counts. A padded step
/// scores 0 for a tag that stays and −∞ for every other: nothing is added there, and the tag goes on to the next step.
/// </remarks>
internal static class ChainShape
{
    /// <summary>Refuses what are no scores of pairs.</summary>
    public static (int Batch, int Time, int Tags) Of(string operation, Operands x, int index = 0)
    {
        if (x[index].Shape is not [var batch, var time, var tags, var next] || tags != next || tags == 0)
            throw new ShapeException(operation,
                $"expected scores [batch, time, tags, tags], received {x[index].Shape}");
        return (batch, time, tags);
    }

    /// <summary>Whether a step, of which these are the scores, is padded. A step of a single tag looks the same either
    /// way and scores 0.</summary>
    public static bool IsPadding(ReadOnlySpan<float> step, int tags) =>
        tags > 1 && float.IsNegativeInfinity(step[1]);

    /// <summary>The logarithm of the sum over all beginnings that end in each tag at each step <c>[time, tags]</c>, and
    /// that of all paths.</summary>
    /// <remarks>Sums of many steps are kept in double precision, so that the marginals of a long chain are no
    /// worse.</remarks>
    public static double Forward(ReadOnlySpan<float> scores, int tags, Span<double> ends)
    {
        var square = tags * tags;
        for (var t = 0; t * square < scores.Length; t++)
        {
            var step = scores.Slice(t * square, square);
            var to = ends.Slice(t * tags, tags);
            if (IsPadding(step, tags))
            {
                if (t > 0) ends.Slice((t - 1) * tags, tags).CopyTo(to);
                else Begin(to);
                continue;
            }
            for (var j = 0; j < tags; j++)
                to[j] = t == 0 ? step[j] : LogSum(ends.Slice((t - 1) * tags, tags), step[j..], tags);
        }
        if (scores.IsEmpty) return 0;
        var last = ends.Slice(scores.Length / tags - tags, tags);
        return LogSum(last, default, 0);
    }

    /// <summary>The logarithm of the sum over all ways to go on from each tag at each step.</summary>
    public static void Backward(ReadOnlySpan<float> scores, int tags, Span<double> begins)
    {
        var square = tags * tags;
        var time = scores.Length / square;
        if (time == 0) return;
        begins.Slice((time - 1) * tags, tags).Clear();
        for (var t = time - 1; t > 0; t--)
        {
            var step = scores.Slice(t * square, square);
            var to = begins.Slice((t - 1) * tags, tags);
            var after = begins.Slice(t * tags, tags);
            if (IsPadding(step, tags)) after.CopyTo(to);
            else
                for (var i = 0; i < tags; i++) to[i] = LogSum(after, step.Slice(i * tags, tags), 1);
        }
    }

    private static void Begin(Span<double> ends)
    {
        ends.Fill(double.NegativeInfinity);
        ends[0] = 0;
    }

    // ln Σ e^(a + s), where s is every stride-th score, or nothing where there are none.
    private static double LogSum(ReadOnlySpan<double> a, ReadOnlySpan<float> scores, int stride)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, a[i] + (scores.IsEmpty ? 0 : scores[i * stride]));
        if (double.IsInfinity(largest)) return largest;
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += MathF.Exp((float)(a[i] + (scores.IsEmpty ? 0 : scores[i * stride]) - largest));
        return largest + Math.Log(sum);
    }
}
