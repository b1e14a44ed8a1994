using System.Globalization;
using System.Numerics;

namespace Valence.Classification;

/// <summary>Rows with their class and the probabilities a model gave the classes, checked.</summary>
internal sealed class LabelledProbabilities
{
    // Wide enough for softmax in half precision, far too narrow for outputs that are no distribution.
    private const double SumTolerance = 1e-2;

    private readonly double[] _values;

    private LabelledProbabilities(int[] labels, int classes, double[] values)
    {
        Labels = labels;
        Classes = classes;
        _values = values;
    }

    public int[] Labels { get; }

    public int Classes { get; }

    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * Classes, Classes);

    public double[] Column(int c) => [.. Enumerable.Range(0, Labels.Length).Select(row => _values[row * Classes + c])];

    /// <summary>The rows of <c>probabilities [rows, classes]</c>, or <c>[rows]</c> holding the probability of class 1
    /// of two.</summary>
    public static LabelledProbabilities Of<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (labels.IsEmpty || probabilities.IsEmpty || probabilities.Length % labels.Length != 0)
            throw new ArgumentException($"Expected the same number of probabilities for each of {labels.Length} "
                + $"labels, and some of both, received {probabilities.Length}.", nameof(probabilities));
        var columns = probabilities.Length / labels.Length;
        var classes = Math.Max(2, columns);
        ClassIds.Require(labels, classes, nameof(labels));
        var values = new double[labels.Length * classes];
        for (var row = 0; row < labels.Length; row++)
        {
            var sum = 0.0;
            for (var c = 0; c < columns; c++)
            {
                var p = double.CreateChecked(probabilities[row * columns + c]);
                if (!(p is >= 0 and <= 1))
                    throw new ArgumentException(
                        string.Create(CultureInfo.InvariantCulture,
                            $"Expected probabilities from 0 to 1, received {p} in row {row}. Apply a sigmoid or "
                                + $"softmax to logits."), nameof(probabilities));
                values[row * classes + classes - columns + c] = p;
                sum += p;
            }
            if (columns == 1) values[row * classes] = 1 - sum;
            else if (Math.Abs(sum - 1) > SumTolerance)
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"Expected the probabilities of a row to sum to 1, received {sum} in row {row}."),
                        nameof(probabilities));
        }
        return new(labels.ToArray(), classes, values);
    }
}
