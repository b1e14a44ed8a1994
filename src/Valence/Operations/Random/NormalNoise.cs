using Valence.Randomness;

namespace Valence.Operations;

/// <summary>Normally distributed numbers. Operands: a tensor whose shape the result has, and the key <c>[4]</c> of the
/// random numbers.</summary>
/// <param name="mean">The mean.</param>
/// <param name="stddev">The standard deviation.</param>
public sealed class NormalNoise(float mean, float stddev) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 1 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var to = y[0].Overwrite<float>();
        var random = new CounterRandom(x[1].Ints);
        for (var i = 0; i < to.Length; i++) to[i] = (float)(mean + stddev * random.Normal((ulong)i));
    }
}
