using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The weighted mean so far of one number for each sample (and time step).</summary>
/// <param name="place">The metric's name in errors.</param>
internal sealed class WeightedMean(string place)
{
    private double[] _room = [];
    private double _total;
    private double _count;

    /// <summary>The mean; 0 of nothing.</summary>
    public double Value => MetricState.Ratio(_total, _count);

    /// <summary>All that is kept.</summary>
    public double[] Numbers
    {
        get => [_total, _count];
        set => (_total, _count) = (value[0], value[1]);
    }

    public void Reset() => _total = _count = 0;

    /// <summary>Room for a batch's numbers, all 0, until the next batch.</summary>
    public Span<double> Room(int count)
    {
        if (count > _room.Length) _room = new double[count];
        var room = _room.AsSpan(0, count);
        room.Clear();
        return room;
    }

    /// <summary>Adds numbers of shape <paramref name="shape"/>.</summary>
    public void Add(ReadOnlySpan<double> values, Shape shape, Tensor? sampleWeight)
    {
        if (values.IsEmpty) return;
        var (valueShape, weightShape) = sampleWeight is null ? (shape, shape) : Ranks.Match(shape, sampleWeight.Shape);
        var samples = valueShape.Rank == 0 ? 1 : valueShape[0];
        if (sampleWeight is null)
        {
            var sum = 0.0;
            foreach (var value in values) sum += value;
            _total += sum / (values.Length / samples);
            _count += samples;
            return;
        }
        // Axes that the weights lack are averaged before weighting, the others after it.
        var weighted = valueShape[..Math.Min(valueShape.Rank, weightShape.Rank)];
        if (Broadcast.Join(weightShape, weighted) != weighted)
            throw new ShapeException(place, $"expected sample weights for {valueShape}, received "
                + $"{sampleWeight.Shape}");
        var inner = values.Length / weighted.Count;
        var steps = weightShape.Rank > 1 ? weighted.Count / samples : 1;
        var weights = new Elements(sampleWeight);
        var weightOf = new Broadcast(weightShape, weighted);
        var (total, count) = (0.0, 0.0);
        for (var i = 0; i < weighted.Count; i++)
        {
            var (sum, weight) = (0.0, weights[weightOf[i]]);
            foreach (var value in values.Slice(i * inner, inner)) sum += value;
            total += sum / inner * weight;
            count += weight;
        }
        _total += total / steps;
        _count += count / steps;
    }
}
