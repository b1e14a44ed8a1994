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

    /// <summary>Inputs and targets: <c>validationData: (x, y)</c>.</summary>
    public static implicit operator Batch((Data X, Data Y) pair) => new(pair.X, pair.Y);

    /// <summary>Inputs, targets and how much each sample counts.</summary>
    public static implicit operator Batch((Data X, Data Y, Tensor? SampleWeight) triple) =>
        new(triple.X, triple.Y, triple.SampleWeight);
}
