namespace Valence.Layers;

/// <summary>Many numbers as a few with weights, from which their quantiles are read: the sorted numbers at equal
/// distances, each standing for those before it.</summary>
internal sealed class QuantileSummary
{
    private readonly float[] _values;
    private readonly float[] _weights;

    private QuantileSummary(float[] values, float[] weights) => (_values, _weights) = (values, weights);

    /// <summary>A summary of nothing.</summary>
    public static QuantileSummary Empty { get; } = new([], []);

    /// <summary>How many numbers the summary keeps.</summary>
    public int Count => _values.Length;

    /// <summary>A summary of about <c>1 / epsilon</c> numbers; all of them where there are fewer.</summary>
    public static QuantileSummary Of(ReadOnlySpan<float> numbers, double epsilon)
    {
        var sorted = numbers.ToArray();
        Array.Sort(sorted);
        var step = Math.Max(sorted.Length / (1 / epsilon), 1);
        var kept = new List<float>();
        for (var i = (int)(step - 1); i < sorted.Length; i += (int)step) kept.Add(sorted[i]);
        var weights = new float[kept.Count];
        Array.Fill(weights, (float)step);
        return new([.. kept], weights);
    }

    /// <summary>Both summaries as one, which is made smaller where it is larger than <c>1 / epsilon</c>.</summary>
    public QuantileSummary Merge(QuantileSummary other, double epsilon)
    {
        float[] values = [.. _values, .. other._values];
        float[] weights = [.. _weights, .. other._weights];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        return new QuantileSummary([.. order.Select(i => values[i])], [.. order.Select(i => weights[i])])
            .Compress(epsilon);
    }

    /// <summary>The boundaries between <paramref name="bins"/> bins of about equal weight.</summary>
    public double[] Boundaries(int bins) =>
        [.. Compress(1.0 / bins)._values[..^1].Select(value => (double)value)];

    // The numbers at equal shares of the whole weight, found between the kept ones by a straight line.
    private QuantileSummary Compress(double epsilon)
    {
        if (Count * epsilon < 1) return this;
        var sums = new float[Count];
        var sum = 0f;
        for (var i = 0; i < Count; i++) sums[i] = sum += _weights[i];
        var shares = new double[Count];
        for (var i = 0; i < Count; i++) shares[i] = sums[i] / sums[^1];
        // As many as NumPy's range from 0 to 1 by epsilon has.
        var places = (int)Math.Ceiling(1 / epsilon);
        var (values, weights) = (new float[places], new float[places]);
        var before = 0.0;
        for (var i = 0; i < places; i++)
        {
            var share = epsilon + i * epsilon;
            values[i] = (float)Interpolate(share, shares, _values);
            var upTo = Interpolate(share, shares, sums);
            weights[i] = (float)(upTo - before);
            before = upTo;
        }
        return new(values, weights);
    }

    private static double Interpolate(double x, double[] xs, float[] ys)
    {
        if (x >= xs[^1]) return ys[^1];
        if (x <= xs[0]) return ys[0];
        var i = 0;
        while (xs[i + 1] <= x) i++;
        var slope = ((double)ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]);
        return slope * (x - xs[i]) + ys[i];
    }
}
