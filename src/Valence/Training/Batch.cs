namespace Valence.Training;

/// <summary>The samples of one step.</summary>
/// <param name="X">Inputs.</param>
/// <param name="Y">Targets; empty for prediction.</param>
/// <param name="SampleWeight">How much each sample counts, <c>[batch]</c>, for all outputs, or for one output each of
/// its time steps, <c>[batch, time]</c>; null for equally much.</param>
public readonly record struct Batch(Data X, Data Y = default, Tensor? SampleWeight = null)
{
    /// <summary>In place of <see cref="SampleWeight"/>, how much each sample counts for each output, in the outputs'
    /// order; null for an output where all count equally.</summary>
    public IReadOnlyList<Tensor?>? SampleWeights { get; init; }
}
