using Valence.Losses;

namespace Valence.Metrics;

/// <summary>How often predictions above each of several thresholds are right and wrong; counts are sums of
/// weights.</summary>
internal sealed class ConfusionCounts
{
    private const float NotAmongLargest = -1e10f;

    private readonly float[] _thresholds;
    private readonly bool _even;
    private readonly bool _lowestIncludesZero;
    private readonly double[] _trueAt;
    private readonly double[] _falseAt;
    private readonly double[] _trueTotals;
    private readonly double[] _falseTotals;
    private double[] _trueFrom = [];
    private double[] _falseFrom = [];
    private bool _isSummed;

    /// <summary>Counts for <paramref name="thresholds"/>, of each of <paramref name="labels"/> columns apart.</summary>
    /// <param name="thresholds">The thresholds.</param>
    /// <param name="even">Whether they divide [0, 1] evenly, so that an element's place among them is computed instead
    /// of searched.</param>
    /// <param name="labels">The number of columns counted apart; 1 to count all elements together.</param>
    public ConfusionCounts(float[] thresholds, bool even = false, int labels = 1)
    {
        (_thresholds, _even, Labels) = (thresholds, even, labels);
        _lowestIncludesZero = thresholds[0] < 0;
        (_trueAt, _falseAt) = (new double[thresholds.Length * labels], new double[thresholds.Length * labels]);
        (_trueTotals, _falseTotals) = (new double[labels], new double[labels]);
    }

    public int Thresholds => _thresholds.Length;

    public int Labels { get; }

    /// <summary>All counts, one kind after another.</summary>
    public double[] Numbers
    {
        get => [.. Kept.SelectMany(counts => counts)];
        set
        {
            var rest = value.AsSpan();
            foreach (var counts in Kept)
            {
                rest[..counts.Length].CopyTo(counts);
                rest = rest[counts.Length..];
            }
            _isSummed = false;
        }
    }

    private double[][] Kept => [_trueAt, _falseAt, _trueTotals, _falseTotals];

    public void Reset()
    {
        foreach (var counts in Kept) Array.Clear(counts);
        _isSummed = false;
    }

    /// <summary>Takes in a batch; every truth but 0 counts as true.</summary>
    public void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight, ConfusionOptions options)
    {
        var (shape, trueShape) = Ranks.Match(yPred.Shape, yTrue.Shape);
        if (shape != trueShape)
            throw new ShapeException(options.Place,
                $"expected a truth of the predictions' shape {yPred.Shape}, received {yTrue.Shape}"
                    + (yPred.Shape.Rank == 2 && yTrue.Shape.Count == yPred.Shape[0]
                        ? $". Class numbers become targets of that shape by Keras.ToCategorical(y, {yPred.Shape[^1]})"
                        : ""));
        if (options.ClassId is { } id && (shape.Rank < 2 || id >= shape[^1]))
            throw new ShapeException(options.Place,
                $"expected predictions [batch, classes] with a class {id}, received {yPred.Shape}");
        var truth = new Elements(yTrue);
        var predictions = new Elements(yPred);
        var weights = new ElementWeights(sampleWeight, shape, options.Place);
        var width = shape.Rank == 0 ? 1 : shape[^1];
        _isSummed = false;
        for (var i = 0; i < yPred.Count; i++)
        {
            var column = i % width;
            if (options.ClassId is { } wanted && column != wanted) continue;
            var p = options.FromLogits ? 1 / (1 + MathF.Exp(-predictions[i])) : predictions[i];
            if (options.TopK is { } k && !IsAmongLargest(predictions, i - column, width, column, k))
                p = NotAmongLargest;
            var weight = (double)weights[i] * (options.LabelWeights is { } own ? own[column] : 1);
            Count(p, truth[i] != 0, weight, Labels > 1 ? column : 0);
        }
    }

    public double TruePositives(int threshold, int label = 0)
    {
        SumUp();
        return (_even ? _trueFrom : _trueAt)[label * _thresholds.Length + threshold];
    }

    public double FalsePositives(int threshold, int label = 0)
    {
        SumUp();
        return (_even ? _falseFrom : _falseAt)[label * _thresholds.Length + threshold];
    }

    public double FalseNegatives(int threshold, int label = 0) => _trueTotals[label] - TruePositives(threshold, label);

    public double TrueNegatives(int threshold, int label = 0) => _falseTotals[label] - FalsePositives(threshold, label);

    public double Precision(int threshold, int label = 0) => MetricState.Ratio(TruePositives(threshold, label),
        TruePositives(threshold, label) + FalsePositives(threshold, label));

    public double Recall(int threshold, int label = 0) => MetricState.Ratio(TruePositives(threshold, label),
        TruePositives(threshold, label) + FalseNegatives(threshold, label));

    public double Specificity(int threshold, int label = 0) => MetricState.Ratio(TrueNegatives(threshold, label),
        TrueNegatives(threshold, label) + FalsePositives(threshold, label));

    private void Count(float p, bool isTrue, double weight, int label)
    {
        (isTrue ? _trueTotals : _falseTotals)[label] += weight;
        var at = (isTrue ? _trueAt : _falseAt).AsSpan(label * _thresholds.Length, _thresholds.Length);
        if (!_even)
        {
            for (var i = 0; i < at.Length; i++)
                if (p > _thresholds[i]) at[i] += weight;
            return;
        }
        if (float.IsNaN(p)) return;
        // The place is the last threshold below p; where the lowest one is a little less than 0, it is below
        // everything.
        var place = (int)MathF.Ceiling(Math.Clamp(p, 0, 1) * (at.Length - 1)) - 1;
        if (_lowestIncludesZero) place = Math.Max(place, 0);
        if (place >= 0) at[place] += weight;
    }

    // Even thresholds keep each element at its place alone, so a threshold's count is that of all places from there on.
    private void SumUp()
    {
        if (!_even || _isSummed) return;
        if (_trueFrom.Length == 0) (_trueFrom, _falseFrom) = (new double[_trueAt.Length], new double[_falseAt.Length]);
        FromEachOn(_trueAt, _trueFrom);
        FromEachOn(_falseAt, _falseFrom);
        _isSummed = true;
    }

    private void FromEachOn(double[] at, double[] sums)
    {
        for (var label = 0; label < Labels; label++)
        {
            var sum = 0.0;
            for (var i = (label + 1) * _thresholds.Length - 1; i >= label * _thresholds.Length; i--)
                sums[i] = sum += at[i];
        }
    }

    // Among equals the first ones count as larger.
    private static bool IsAmongLargest(Elements predictions, int start, int width, int column, int k)
    {
        var (own, larger) = (predictions[start + column], 0);
        for (var i = 0; i < width; i++)
            if (predictions[start + i] > own || predictions[start + i] == own && i < column) larger++;
        return larger < k;
    }
}
