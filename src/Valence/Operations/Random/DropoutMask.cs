using Valence.Randomness;

namespace Valence.Operations;

/// <summary>Factors that drop elements at random: 0 with probability <c>rate</c>, otherwise the same number everywhere,
/// <c>1 / (1 − rate)</c> by default.</summary>
/// <remarks>
/// Operands: a tensor whose shape counts, and the key <c>[4]</c> of the random numbers. The result has the noise shape:
/// along its axes of length 1 one draw serves all positions.
/// The same key gives the same factors on every backend and any number of threads.
/// </remarks>
/// <param name="rate">The probability of 0, from 0 to 1.</param>
/// <param name="noiseShape">The shape of the draws, −1 for axes as long as the operand's; null for one draw an
/// element.</param>
/// <param name="kept">The factor of kept elements, or null for <c>1 / (1 − rate)</c>.</param>
public sealed class DropoutMask(float rate, Shape? noiseShape = null, float? kept = null) : Operation
{
    /// <summary>The probability of 0.</summary>
    public float Rate { get; } = rate;

    /// <summary>The factor of kept elements.</summary>
    public float Kept { get; } = kept ?? (rate < 1 ? 1 / (1 - rate) : 0);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 1 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var like = x[0].Shape;
        if (noiseShape is not { } noise)
        {
            y[0] = new(like);
            return;
        }
        var shape = noise;
        for (var i = 0; i < shape.Rank; i++)
            if (shape[i] < 0 && i < like.Rank) shape = shape.With(i, like[i]);
        if (!shape.IsKnown || Broadcast.Join(shape, like) != like)
            throw Mismatch($"expected an input to which the noise shape {noise} repeats, received {like}");
        y[0] = new(shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var to = y[0].Overwrite<float>();
        new CounterRandom(x[1].Ints).Uniforms(to);
        for (var i = 0; i < to.Length; i++) to[i] = to[i] >= Rate ? Kept : 0;
    }
}
