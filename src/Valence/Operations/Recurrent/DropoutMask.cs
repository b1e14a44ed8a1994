using Valence.Random;

namespace Valence.Operations;

/// <summary>From a tensor and a random key: factors of the tensor's shape, 0 with probability <paramref name="rate"/> and <c>1 / (1 − rate)</c> otherwise.</summary>
/// <param name="rate">The fraction that is dropped, at least 0 and below 1.</param>
public sealed class DropoutMask(float rate) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var factors = y[0].Floats;
        var kept = 1 / (1 - rate);
        new CounterRandom(x[1].Ints).Uniforms(factors);
        for (var i = 0; i < factors.Length; i++) factors[i] = factors[i] < rate ? 0 : kept;
    }
}
