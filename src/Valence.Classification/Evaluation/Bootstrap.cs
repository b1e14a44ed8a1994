using Valence.Randomness;

namespace Valence.Classification;

/// <summary>Percentile intervals from rows drawn again with replacement. The draws depend on the seed, the resample and
/// the row's position alone.</summary>
/// <remarks>B. Efron, "Bootstrap methods: another look at the jackknife" (1979).</remarks>
internal sealed class Bootstrap
{
    private const int BitsAtOnce = 4096;

    private static readonly ulong Purpose = CounterRandom.Purpose("bootstrap");

    public Bootstrap(double confidence, int resamples, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        Confidence = StandardNormal.Require(confidence);
        Resamples = resamples;
        Seed = seed;
    }

    /// <summary>That of a report unless something else is asked for.</summary>
    public static Bootstrap Default => new(0.95, 1000, 0);

    public double Confidence { get; }

    public int Resamples { get; }

    public ulong Seed { get; }

    /// <summary>What ends the draws.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Intervals of several scores of <paramref name="rows"/> rows: <paramref name="score"/> receives how
    /// often each group of rows was drawn and returns the scores, NaN where one is undefined.</summary>
    /// <param name="rows">The number of rows to draw from and to draw.</param>
    /// <param name="ends">For each group of rows that are alike, the position after its last; null where each row is
    /// its own group.</param>
    /// <param name="score">The scores, as many for every resample.</param>
    public ConfidenceInterval?[] Intervals(int rows, int[]? ends, Func<int[], double[]> score)
    {
        var counts = new int[ends?.Length ?? rows];
        var bits = new uint[BitsAtOnce];
        var resampled = new double[Resamples][];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var random = new CounterRandom(Seed, Purpose, (ulong)resample);
            Array.Clear(counts);
            for (var first = 0; first < rows; first += BitsAtOnce)
            {
                Cancellation.ThrowIfCancellationRequested();
                var some = bits.AsSpan(0, Math.Min(BitsAtOnce, rows - first));
                random.Bits(some, (ulong)first);
                foreach (var drawn in some)
                {
                    var row = CounterRandom.Below(drawn, rows);
                    counts[ends is null ? row : GroupOf(row, ends)]++;
                }
            }
            resampled[resample] = score(counts);
        }
        return [.. Enumerable.Range(0, resampled[0].Length)
            .Select(s => Middle([.. resampled.Select(scores => scores[s]).Where(double.IsFinite).Order()]))];
    }

    /// <summary>The interval of a score of two sums over rows; null where all resamples score the same.</summary>
    /// <param name="parts">What each row adds to the first.</param>
    /// <param name="wholes">What it adds to the second.</param>
    /// <param name="score">The score.</param>
    public ConfidenceInterval? OfSums(double[] parts, double[] wholes, Func<double, double, double> score) =>
        Intervals(parts.Length, null, counts =>
        {
            var (part, whole) = (0.0, 0.0);
            for (var i = 0; i < counts.Length; i++)
            {
                part += counts[i] * parts[i];
                whole += counts[i] * wholes[i];
            }
            return [score(part, whole)];
        })[0] is { } interval && interval.Low < interval.High ? interval : null;

    private static int GroupOf(int row, int[] ends)
    {
        int low = 0, high = ends.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (row < ends[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private ConfidenceInterval? Middle(double[] sorted) =>
        sorted.Length == 0 ? null : new(Quantile(sorted, (1 - Confidence) / 2), Quantile(sorted, (1 + Confidence) / 2));

    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
