namespace Valence.Layers;

/// <summary>What a recurrence made of a sequence.</summary>
/// <param name="Output">The outputs <c>[batch, time, size]</c> in the order of time, or the one processed last
/// <c>[batch, size]</c>.</param>
/// <param name="States">The last states.</param>
internal readonly record struct SequenceResult(Tensor Output, Values States);
