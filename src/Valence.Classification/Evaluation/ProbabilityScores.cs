using System.Numerics;

namespace Valence.Classification;

/// <summary>How far probabilities are from what happened; smaller is better, and only true probabilities reach the
/// least.</summary>
/// <remarks>Probabilities are <c>[rows, classes]</c>, row after row, each row summing to 1; or <c>[rows]</c> holding
/// the probability of class 1 of two, as a sigmoid gives it.</remarks>
public static class ProbabilityScores
{
    /// <summary>Log loss: the mean of <c>−log p</c> of each row's own class. A probability within the type's precision
    /// of 0 or 1 counts as that far from it.</summary>
    /// <param name="labels">The class of every row, from 0.</param>
    /// <param name="probabilities">The probabilities of the classes.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or a probability is not one.</exception>
    public static double LogLoss<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = LabelledProbabilities.Of(labels, probabilities);
        var precision = double.CreateChecked(T.BitIncrement(T.One) - T.One);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
            sum -= Math.Log(Math.Clamp(rows.Row(i)[labels[i]], precision, 1 - precision));
        return sum / labels.Length;
    }

    /// <summary>Brier's score: the mean squared distance of the probabilities from 1 for a row's own class and 0 for
    /// the others; for two classes that of one of them only.</summary>
    /// <param name="labels">The class of every row, from 0.</param>
    /// <param name="probabilities">The probabilities of the classes.</param>
    /// <returns>0 to 1 for two classes, 0 to 2 for more.</returns>
    /// <exception cref="ArgumentException">The lists do not fit together, or a probability is not one.</exception>
    public static double Brier<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = LabelledProbabilities.Of(labels, probabilities);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = rows.Row(i);
            for (var c = row.Length == 2 ? 1 : 0; c < row.Length; c++)
            {
                var distance = row[c] - (labels[i] == c ? 1 : 0);
                sum += distance * distance;
            }
        }
        return sum / labels.Length;
    }
}
