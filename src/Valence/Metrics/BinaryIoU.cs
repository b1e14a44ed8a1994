namespace Valence.Metrics;

/// <summary>The overlap of true and predicted classes 0 and 1, predictions above a threshold being class 1.</summary>
/// <param name="threshold">A prediction is class 1 where it is at least this.</param>
/// <param name="targetClassIds">The classes in the mean; 0 and 1 where none is given.</param>
public sealed class BinaryIoU(double threshold = 0.5, params ReadOnlySpan<int> targetClassIds)
    : IntersectionOverUnion(2, targetClassIds.IsEmpty ? [0, 1] : targetClassIds)
{
    /// <summary>A prediction is class 1 where it is at least this.</summary>
    public double Threshold { get; } = threshold;

    private protected override int? ClassOf(float prediction) => prediction >= (float)Threshold ? 1 : 0;
}
