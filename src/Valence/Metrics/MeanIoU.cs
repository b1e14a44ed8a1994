namespace Valence.Metrics;

/// <summary>The overlap of true and predicted classes: for each class what both have over what either has, and the mean
/// over all classes that occur.</summary>
/// <inheritdoc cref="IntersectionOverUnion" path="/remarks"/>
/// <param name="numClasses">The number of classes; at least 1.</param>
public sealed class MeanIoU(int numClasses)
    : IntersectionOverUnion(numClasses, [.. Enumerable.Range(0, Require.AtLeast(1, numClasses))]);
