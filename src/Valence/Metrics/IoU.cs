namespace Valence.Metrics;

/// <inheritdoc cref="IntersectionOverUnion"/>
/// <param name="numClasses">The number of classes; at least 1.</param>
/// <param name="targetClassIds">The classes in the mean.</param>
public sealed class IoU(int numClasses, params ReadOnlySpan<int> targetClassIds)
    : IntersectionOverUnion(numClasses, targetClassIds);
