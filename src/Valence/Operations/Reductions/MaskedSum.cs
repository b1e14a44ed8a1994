namespace Valence.Operations;

/// <summary>The sum of the steps of a sequence that count: <c>y[b, f] = Σₜ x[b, t, f]</c> over the t whose mask is not
/// 0.</summary>
/// <remarks>Operands: <c>x [batch, time, features]</c> and the mask <c>[batch, time]</c>, in which no gradient
/// goes.</remarks>
public sealed class MaskedSum : Operation
{
    internal static readonly MaskedSum Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape is not [var batch, var time, var features] || x[1].Shape != [batch, time])
            throw Mismatch($"expected a sequence [batch, time, features] and a mask [batch, time], received "
                + $"{x[0].Shape} and {x[1].Shape}");
        y[0] = new([batch, features], MostRows: x[0].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<float> steps = x[0].Floats, mask = x[1].Floats;
        var width = x[0].Shape[2];
        var sums = y[0].Overwrite<float>();
        sums.Clear();
        for (var step = 0; step < mask.Length; step++)
            for (var f = 0; f < width && mask[step] != 0; f++)
                sums[step / x[1].Shape[1] * width + f] += steps[step * width + f];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (x, mask) = (g.X[0], g.X[1]);
        if (g.Needs(0)) g.Add(0, g.Call.Select(g.Call.Reshape(mask, mask.Shape.Insert(2, 1)),
            g.Call.ExpandLike(g.Call.Reshape(g.Dy, g.Dy.Shape.Insert(1, 1)), x), g.Call.Scalar(0)));
    }
}
