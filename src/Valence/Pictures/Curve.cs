namespace Valence.Pictures;

/// <summary>Values over whole numbers in ascending order; one that is not finite leaves a gap.</summary>
internal sealed record Curve(string Name, IReadOnlyList<int> X, IReadOnlyList<float> Y);
