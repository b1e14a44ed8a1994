namespace Valence.Operations;

/// <summary>Ids given as floats as integers; one with a fraction is an error, where <see cref="Cast"/> cuts
/// it.</summary>
public sealed class WholeIds : Operation
{
    internal static readonly WholeIds Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        y[0] = new(x[0].Shape, ElementType.Int32);
    }

    /// <inheritdoc/>
    /// <exception cref="IdNotWholeException">An id has a fraction, is infinite or NaN.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y) =>
        Convert(x[0].Floats, y[0].Overwrite<int>(), x[0].Shape.Rank == 0 ? 1 : x[0].Shape[0]);

    internal static void Convert(ReadOnlySpan<float> from, Span<int> to, int rows)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = (int)from[i];
            if (to[i] == from[i]) continue;
            var width = from.Length / rows;
            throw new IdNotWholeException(from[i], i / width, i % width);
        }
    }
}
