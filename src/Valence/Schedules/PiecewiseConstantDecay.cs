namespace Valence.Schedules;

/// <summary>A rate that jumps: the first value up to and including the first boundary, the next one up to the next
/// boundary, the last one from there on.</summary>
/// <param name="boundaries">Steps, ascending.</param>
/// <param name="values">The rates, one more than there are boundaries.</param>
/// <exception cref="ArgumentException">The number of values does not fit, or the boundaries do not ascend.</exception>
public sealed class PiecewiseConstantDecay(IReadOnlyList<int> boundaries, IReadOnlyList<float> values) : Schedule
{
    private readonly int[] _boundaries = Ascending(Require.NotNull(boundaries));
    private readonly float[] _values = Require.NotNull(values).Count == boundaries.Count + 1
        ? [.. values]
        : throw new ArgumentException($"Expected {boundaries.Count + 1} values for {boundaries.Count} boundaries, "
            + $"received {values.Count}.", nameof(values));

    /// <summary>The steps at which the rate jumps.</summary>
    public IReadOnlyList<int> Boundaries => _boundaries;

    /// <summary>The rates.</summary>
    public IReadOnlyList<float> Values => _values;

    /// <inheritdoc/>
    protected override string DefaultName => "PiecewiseConstant";

    /// <inheritdoc/>
    public override float At(long step)
    {
        var i = 0;
        while (i < _boundaries.Length && step > _boundaries[i]) i++;
        return _values[i];
    }

    private static int[] Ascending(IReadOnlyList<int> boundaries)
    {
        for (var i = 1; i < boundaries.Count; i++)
            if (boundaries[i] <= boundaries[i - 1])
                throw new ArgumentException($"Expected ascending boundaries, received {boundaries[i]} after "
                    + $"{boundaries[i - 1]}.", nameof(boundaries));
        return [.. boundaries];
    }
}
