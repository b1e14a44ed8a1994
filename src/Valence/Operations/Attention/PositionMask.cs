namespace Valence.Operations;

/// <summary>Which positions of a second sequence a position of the first may attend to, by their distance alone: 1
/// where it may, 0 elsewhere.</summary>
/// <remarks>Operands: <c>[batch, queries, …]</c> and <c>[batch, keys, …]</c>, for their lengths; result <c>[queries,
/// keys]</c>.</remarks>
/// <param name="isCausal">Whether later positions are closed.</param>
/// <param name="window">Positions this far away or farther are closed; null for no limit.</param>
public sealed class PositionMask(bool isCausal, int? window = null) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank < 2 || x[1].Shape.Rank < 2)
            throw Mismatch($"expected two sequences, received {x[0].Shape} and {x[1].Shape}");
        y[0] = new([x[0].Shape[1], x[1].Shape[1]]);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (queries, keys) = (y[0].Shape[0], y[0].Shape[1]);
        for (var i = 0; i < queries; i++)
            for (var j = 0; j < keys; j++)
                y[0].Overwrite<float>()[i * keys + j] =
                    (!isCausal || i >= j) && (window is null || Math.Abs(i - j) < window) ? 1
                    : 0;
    }
}
