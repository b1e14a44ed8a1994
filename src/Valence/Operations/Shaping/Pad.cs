namespace Valence.Operations;

/// <summary>Zeros before and after the positions of an axis.</summary>
public sealed class Pad(int axis, int before, int after) : Operation
{
    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var from = x[0].Shape;
        if (axis >= from.Rank) throw Mismatch($"expected at least {axis + 1} axes, received {from}");
        y[0] = new(from.With(axis, before + from[axis] + after));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var from = x[0].Floats;
        var to = y[0].Floats;
        var inner = x[0].Shape[(axis + 1)..].Count;
        var (part, whole) = (x[0].Shape[axis] * inner, y[0].Shape[axis] * inner);
        to.Clear();
        for (var o = 0; o < x[0].Shape[..axis].Count; o++)
            from.Slice(o * part, part).CopyTo(to[(o * whole + before * inner)..]);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Slice(g.Dy, axis, before, g.X[0].Shape[axis]));
}
