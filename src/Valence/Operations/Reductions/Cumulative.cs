using System.Numerics;

namespace Valence.Operations;

/// <summary>Each element of an axis together with all before it, in their order, or with all after it in
/// reverse.</summary>
/// <param name="axis">The axis.</param>
/// <param name="reverse">Whether the last element comes first.</param>
public abstract class Cumulative(int axis, bool reverse) : Operation
{
    /// <summary>The axis.</summary>
    protected int Axis { get; } = axis;

    /// <summary>Whether the last element comes first.</summary>
    protected bool IsReversed { get; } = reverse;

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (Axis >= x[0].Shape.Rank) throw Mismatch($"expected at least {Axis + 1} axes, received {x[0].Shape}");
        y[0] = new(x[0].Shape, x[0].Type);
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (y[0].Type == ElementType.Int32) Accumulate<int>(x[0].Ints, y[0].Overwrite<int>(), x[0].Shape);
        else Accumulate<float>(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape);
    }

    /// <summary>What an element and the result before it give.</summary>
    protected abstract T Join<T>(T soFar, T element) where T : INumber<T>;

    private void Accumulate<T>(ReadOnlySpan<T> from, Span<T> to, Shape shape) where T : INumber<T>
    {
        var (length, inner) = (shape[Axis], shape[(Axis + 1)..].Count);
        var step = IsReversed ? -inner : inner;
        for (var o = 0; o < shape[..Axis].Count; o++)
            for (var i = 0; i < inner; i++)
            {
                var place = (o * length + (IsReversed ? length - 1 : 0)) * inner + i;
                for (var k = 0; k < length; k++, place += step)
                    to[place] = k == 0 ? from[place] : Join(to[place - step], from[place]);
            }
    }
}
