namespace Valence.Generation;

/// <summary>What becomes of the scores of the tokens that may come next, one a token: in place, −∞ for what cannot
/// come. Each is a function of its arguments alone.</summary>
public static class TokenScores
{
    /// <summary>Divides all by <paramref name="temperature"/>, above 0.</summary>
    public static void Temper(Span<double> scores, double temperature)
    {
        foreach (ref var score in scores) score /= temperature;
    }

    /// <summary>Leaves the <paramref name="count"/> highest, at least 1, and all that equal the last of them.</summary>
    public static void TopK(Span<double> scores, int count)
    {
        if (Require.AtLeast(1, count) >= scores.Length) return;
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var least = sorted[^count];
        foreach (ref var score in scores)
            if (score < least) score = double.NegativeInfinity;
    }

    /// <summary>Leaves the likeliest that have the probability <paramref name="p"/> together, the one that crosses it
    /// among them; of equal ones those of lower ids go first.</summary>
    public static void TopP(Span<double> scores, double p)
    {
        if (p >= 1) return;
        var probabilities = Probabilities(scores);
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(id => probabilities[id])];
        var below = 0.0;
        foreach (var id in order.AsSpan()[..^1])
            if ((below += probabilities[id]) <= 1 - p) scores[id] = double.NegativeInfinity;
    }

    /// <summary>Leaves those with at least the part <paramref name="p"/> of the likeliest one's probability.</summary>
    public static void MinP(Span<double> scores, double p)
    {
        var largest = Largest(scores);
        foreach (ref var score in scores)
            if (Math.Exp(score - largest) < p) score = double.NegativeInfinity;
    }

    /// <summary>Divides scores above 0 of tokens that are there already by <paramref name="penalty"/>, and multiplies
    /// those below, each once.</summary>
    public static void PenalizeRepetitions(Span<double> scores, ReadOnlySpan<int> before, double penalty)
    {
        var seen = new HashSet<int>(before.Length);
        foreach (var id in before)
            if (seen.Add(id)) scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
    }

    /// <summary>Closes tokens that would repeat <paramref name="length"/> tokens in a row, at least 1.</summary>
    public static void BanRepeatedNgrams(Span<double> scores, ReadOnlySpan<int> before, int length)
    {
        var known = Require.AtLeast(1, length) - 1;
        if (before.Length < known) return;
        var last = before[^known..];
        for (var i = 0; i + known < before.Length; i++)
            if (before.Slice(i, known).SequenceEqual(last)) scores[before[i + known]] = double.NegativeInfinity;
    }

    /// <summary>The softmax of scores.</summary>
    public static double[] Probabilities(ReadOnlySpan<double> scores)
    {
        var (largest, sum) = (Largest(scores), 0.0);
        var probabilities = new double[scores.Length];
        for (var i = 0; i < scores.Length; i++) sum += probabilities[i] = Math.Exp(scores[i] - largest);
        foreach (ref var probability in probabilities.AsSpan()) probability /= sum;
        return probabilities;
    }

    /// <summary>The logarithms of the softmax of scores, in their place.</summary>
    public static void Logarithms(Span<double> scores)
    {
        var (largest, sum) = (Largest(scores), 0.0);
        foreach (var score in scores) sum += Math.Exp(score - largest);
        var whole = largest + Math.Log(sum);
        foreach (ref var score in scores) score -= whole;
    }

    /// <summary>The first of the highest.</summary>
    public static int Likeliest(ReadOnlySpan<double> scores)
    {
        _ = Largest(scores);
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }

    /// <summary>The token that <paramref name="uniform"/>, from 0 to below 1, falls on where each has its probability's
    /// share, in the order of ids.</summary>
    public static int Drawn(ReadOnlySpan<double> scores, double uniform)
    {
        var probabilities = Probabilities(scores);
        var (sum, last) = (0.0, 0);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0) continue;
            last = i;
            if (uniform < (sum += probabilities[i])) break;
        }
        return last;
    }

    private static double Largest(ReadOnlySpan<double> scores)
    {
        var largest = double.NegativeInfinity;
        foreach (var score in scores) largest = Math.Max(largest, score);
        return largest > double.NegativeInfinity ? largest
            : throw new InvalidOperationException("No token may come next: the rules of generation close all of them. "
                + $"Loosen {nameof(GenerationOptions.NoRepeatNgram)}, or look for scores that are not numbers.");
    }
}
