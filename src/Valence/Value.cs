namespace Valence;

/// <summary>What flows between layers: a tensor, and where its time steps count, an optional mask.</summary>
/// <param name="Tensor">The elements, <c>[batch, …]</c>.</param>
/// <param name="Mask">1 for steps that count and 0 for padding, float32 <c>[batch, time]</c>; null where all
/// count.</param>
public readonly record struct Value(Tensor Tensor, Tensor? Mask = null)
{
    /// <summary>A value without a mask.</summary>
    public static implicit operator Value(Tensor tensor) => new(tensor);
}
