using Valence.Operations;

namespace Valence.Layers;

/// <summary>Products of two inputs summed over one axis of each: <c>[batch, a…, n]</c> and <c>[batch, n, b…]</c> give
/// <c>[batch, a…, b…]</c>.</summary>
/// <remarks>Two vectors <c>[batch, n]</c> give <c>[batch, 1]</c>. With <see cref="Normalize"/> the vectors are scaled
/// to length 1 first, so that the products are cosines. A mask ends here. No weights.</remarks>
public sealed class Dot : Layer
{
    private const float Epsilon = 1e-7f;

    /// <summary>The same axis of both inputs.</summary>
    public Dot(int axes, string? name = null) : this((axes, axes), name)
    {
    }

    /// <summary>An axis of the first and one of the second input; negative ones count from the end, and 0, the batch,
    /// is none.</summary>
    public Dot((int First, int Second) axes, string? name = null) : base(name)
    {
        NotBatch(axes.First);
        NotBatch(axes.Second);
        Axes = axes;
    }

    /// <summary>The axis of each input.</summary>
    public (int First, int Second) Axes { get; }

    /// <summary>Whether the vectors along the axes are scaled to length 1 first.</summary>
    public bool Normalize { get; init; }

    /// <inheritdoc/>
    public override bool TakesList => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        TrailingAxes.LeaveRows(inputs[0], [Axes.First]) && TrailingAxes.LeaveRows(inputs[1], [Axes.Second]);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 2) throw new ShapeException(Place, $"expected two inputs, received {inputs.Length}");
        var (a, b) = (new TrailingAxes(inputs[0], [Axes.First]), new TrailingAxes(inputs[1], [Axes.Second]));
        var (n, m) = (inputs[0][a.Axes[0]], inputs[1][b.Axes[0]]);
        if (n >= 0 && m >= 0 && n != m)
            throw new ShapeException(Place, $"expected axes {Axes.First} and {Axes.Second} of equal length, "
                + $"received {inputs[0]} and {inputs[1]}");
        return (x, call) =>
        {
            var (p, q) = (Vectors(x[0].Tensor, a, call), Vectors(x[1].Tensor, b, call));
            var y = call.MatMul(AsRows(p, call), AsRows(q, call), transposeB: true);
            var shape = p.Shape[..^1].Concat(q.Shape[1..^1]);
            return new Value(call.Reshape(y, shape.Rank == 1 ? shape.Insert(1, 1) : shape));
        };
    }

    private static void NotBatch(int axes)
    {
        if (axes == 0) throw new ArgumentOutOfRangeException(
            nameof(axes), axes, "Expected axes other than the batch's axis 0, received 0.");
    }

    private Tensor Vectors(Tensor x, TrailingAxes axes, CallContext call)
    {
        var last = axes.Merge(call, x);
        return Normalize ? call.UnitLength(last, Epsilon, -1) : last;
    }

    private static Tensor AsRows(Tensor x, CallContext call) =>
        call.Reshape(x, [x.Shape[0], x.Shape[1..^1].Count, x.Shape[^1]]);
}
