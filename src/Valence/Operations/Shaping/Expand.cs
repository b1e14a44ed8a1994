namespace Valence.Operations;

/// <summary>Repeats the elements of the first operand to the shape of the second, under NumPy's broadcasting.</summary>
public sealed class Expand : Operation
{
    internal static readonly Expand Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (Broadcast.Join(x[0].Shape, x[1].Shape) != x[1].Shape)
            throw Mismatch($"expected a shape that repeats to {x[1].Shape}, received {x[0].Shape}");
        y[0] = new(x[1].Shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var from = x[0].Floats;
        var to = y[0].Floats;
        var of = new Broadcast(x[0].Shape, y[0].Shape);
        for (var i = 0; i < to.Length; i++) to[i] = from[of[i]];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Dy, g.X[0]));
    }
}
