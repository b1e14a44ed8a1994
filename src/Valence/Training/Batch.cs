namespace Valence.Training;

/// <summary>The samples of one step.</summary>
/// <param name="X">Inputs.</param>
/// <param name="Y">Targets; empty for prediction.</param>
/// <param name="SampleWeight">How much each sample counts, float32 <c>[batch]</c>; null for equally much.</param>
public readonly record struct Batch(Data X, Data Y = default, Tensor? SampleWeight = null);
