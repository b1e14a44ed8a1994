namespace Valence.Operations;

/// <summary>Keras' sparsemax of the last axis: <c>max(x − τ, 0)</c>, most elements of which are exactly 0.</summary>
/// <remarks>
/// Where one element dominates, τ puts the row on the probability simplex (Martins and Astudillo, 2016). Where k
/// elements share the support, Keras adds their k running sums instead of taking the last,
/// so that its rows do not sum to 1; Valence computes what Keras computes.
/// </remarks>
public sealed class Sparsemax : Operation
{
    internal static readonly Sparsemax Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) =>
        y[0] = x[0].Shape.Rank > 0 ? new(x[0].Shape) : throw Mismatch($"expected at least one axis, "
            + $"received {x[0].TypeAndShape}");

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = x[0].Shape[^1];
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var to = y[0].Overwrite<float>().Slice(start, width);
            from.CopyTo(to);
            to.Sort();
            var (threshold, _) = Threshold(to);
            for (var i = 0; i < width; i++) to[i] = MathF.Max(from[i] - threshold, 0);
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Run(SparsemaxGradient.Instance, g.X[0], g.Y, g.Dy));

    /// <summary>τ of ascending elements, and how many elements are in the support: those above the threshold that they
    /// and all larger ones imply.</summary>
    internal static (float Threshold, int Support) Threshold(ReadOnlySpan<float> ascending)
    {
        var (running, total, support) = (0f, 0f, 0);
        for (var k = 1; k <= ascending.Length; k++)
        {
            running += ascending[^k];
            if (ascending[^k] - (running - 1) / k <= 0) continue;
            total += running;
            support++;
        }
        return ((total - 1) / support, support);
    }
}
