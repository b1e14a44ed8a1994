namespace Valence.Operations;

/// <summary>The second operand where the first is not 0, the third elsewhere; all broadcast together.</summary>
public sealed class Select : Operation
{
    internal static readonly Select Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var joined = Broadcast.Join(x[1].Shape, x[2].Shape);
        if (joined is { } both) joined = Broadcast.Join(both, x[0].Shape);
        y[0] = new(joined ?? throw Mismatch($"expected shapes that broadcast, received {x[0].Shape}, {x[1].Shape} "
            + $"and {x[2].Shape}"));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var condition = x[0].Floats;
        var a = x[1].Floats;
        var b = x[2].Floats;
        var to = y[0].Floats;
        var ofCondition = new Broadcast(x[0].Shape, y[0].Shape);
        var (ofA, ofB) = (new Broadcast(x[1].Shape, y[0].Shape), new Broadcast(x[2].Shape, y[0].Shape));
        for (var i = 0; i < to.Length; i++) to[i] = condition[ofCondition[i]] != 0 ? a[ofA[i]] : b[ofB[i]];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var zero = g.Call.Scalar(0);
        if (g.Needs(1)) g.Add(1, g.Call.SumTo(g.Call.Select(g.X[0], g.Dy, zero), g.X[1]));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(g.Call.Select(g.X[0], zero, g.Dy), g.X[2]));
    }
}
