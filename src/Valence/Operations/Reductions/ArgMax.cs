using System.Numerics;

namespace Valence.Operations;

/// <summary>The position of the largest element of the last axis, the first among equals (−0 is smaller than 0), as
/// integers; the axis disappears.</summary>
public sealed class ArgMax : Operation
{
    internal static readonly ArgMax Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank == 0 || x[0].Shape[^1] == 0)
            throw Mismatch($"expected a last axis that is not empty, received {x[0].Shape}");
        y[0] = new(x[0].Shape[..^1], ElementType.Int32);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (x[0].Type == ElementType.Int32) Find<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape[^1]);
        else Find<float>(x[0].Floats, y[0].Overwrite<int>(), x[0].Shape[^1]);
    }

    private static void Find<T>(ReadOnlySpan<T> from, Span<int> to, int width) where T : INumber<T>
    {
        for (var row = 0; row < to.Length; row++)
        {
            var best = 0;
            for (var i = 1; i < width; i++)
                if (IsGreater(from[row * width + i], from[row * width + best])) best = i;
            to[row] = best;
        }
    }

    // As in Keras, 0 is greater than −0.
    private static bool IsGreater<T>(T a, T b) where T : INumber<T> =>
        a > b || a == b && T.IsZero(a) && T.IsNegative(b) && !T.IsNegative(a);
}
