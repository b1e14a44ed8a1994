namespace Valence.Training;

/// <summary>The mean of numbers with weights, so far.</summary>
internal sealed class RunningMean
{
    private double _sum;
    private double _weight;

    /// <summary>The mean; 0 of nothing.</summary>
    public float Value => _weight == 0 ? 0 : (float)(_sum / _weight);

    public void Add(float value, double weight)
    {
        _sum += value * weight;
        _weight += weight;
    }

    /// <summary>All that is kept.</summary>
    public double[] Numbers
    {
        get => [_sum, _weight];
        set => (_sum, _weight) = (value[0], value[1]);
    }

    public void Reset() => _sum = _weight = 0;
}
