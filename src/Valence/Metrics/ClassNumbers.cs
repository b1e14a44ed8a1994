using Valence.Losses;

namespace Valence.Metrics;

/// <summary>Truths that are class numbers for predictions whose last axis is the classes.</summary>
internal static class ClassNumbers
{
    /// <summary>The shape of such numbers.</summary>
    /// <param name="place">The metric's name in errors.</param>
    /// <param name="yTrue">Their shape, with an axis of length 1 behind or without.</param>
    /// <param name="yPred">The shape of the predictions.</param>
    /// <exception cref="ShapeException">They do not fit.</exception>
    public static Shape Steps(string place, Shape yTrue, Shape yPred) =>
        yPred.Rank > 0 && (yTrue == yPred[..^1] || yTrue == yPred.WithLast(1))
            ? yPred[..^1]
            : throw new ShapeException(place, "expected class numbers without the last axis of the predictions "
                + $"{yPred}, received {yTrue}{TargetAdvice.For(yTrue, yPred, sparse: true)}");

    /// <summary>The class in row <paramref name="index"/> of <paramref name="truth"/>, or −1 for
    /// <paramref name="ignored"/>.</summary>
    /// <exception cref="LabelOutOfRangeException">It is none of <paramref name="classes"/> classes.</exception>
    public static int At(Elements truth, int index, Tensor yTrue, int classes, int? ignored)
    {
        var label = truth[index];
        if (LabelOutOfRangeException.IsClass(label, classes)) return (int)label;
        return label == ignored ? -1
            : throw LabelOutOfRangeException.Of(label, index, yTrue.Count, yTrue.Shape.Rank == 0 ? 1 : yTrue.Shape[0],
                classes);
    }
}
