namespace Valence.Layers;

/// <summary>How a recurrence goes along a sequence.</summary>
/// <param name="Reverse">Whether the last step is processed first.</param>
/// <param name="ZeroOutputForMask">Whether masked steps output zeros instead of the previous output.</param>
/// <param name="ReturnSequences">Whether the outputs of all steps are wanted, or the last one alone.</param>
internal readonly record struct SequenceWalk(bool Reverse, bool ZeroOutputForMask, bool ReturnSequences);
