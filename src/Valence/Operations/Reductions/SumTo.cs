namespace Valence.Operations;

/// <summary>The sum of the first operand over the axes along which the second was repeated to its shape: the gradient
/// of broadcasting.</summary>
public sealed class SumTo : Operation
{
    internal static readonly SumTo Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (Broadcast.Join(x[1].Shape, x[0].Shape) != x[0].Shape)
            throw Mismatch($"expected a shape that repeats to {x[0].Shape}, received {x[1].Shape}");
        y[0] = new(x[1].Shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        var of = new Broadcast(x[1].Shape, x[0].Shape);
        to.Clear();
        for (var i = 0; i < from.Length; i++) to[of[i]] += from[i];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.ExpandLike(g.Dy, g.X[0]));
    }
}
