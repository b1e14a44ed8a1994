namespace Valence.Layers;

/// <summary>A fully connected recurrent step: <c>h ← activation(x · kernel + h · recurrent_kernel +
/// bias)</c>.</summary>
/// <remarks>Input <c>[batch, features]</c>; output and state <c>[batch, units]</c>. Weights: <c>kernel [features,
/// units]</c>, <c>recurrent_kernel [units, units]</c>, <c>bias [units]</c>.</remarks>
/// <param name="units">The width of the output and the state; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class SimpleRnnCell(int units) : KernelCell(units)
{
    /// <inheritdoc/>
    public override string KerasName => "SimpleRNNCell";

    /// <inheritdoc/>
    protected override BuiltCell BuildCell(Shape input, WeightFactory weights) =>
        new BuiltSimpleRnnCell(this, input, weights);
}
