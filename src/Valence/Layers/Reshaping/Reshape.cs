using Valence.Operations;

namespace Valence.Layers;

/// <summary>The same elements under another shape: <c>[batch, …]</c> becomes <c>[batch, targetShape…]</c>.</summary>
/// <remarks>A mask ends here. No weights.</remarks>
/// <param name="targetShape">The axes after the batch; one of them may be −1 and takes what is left.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentException">More than one axis is −1.</exception>
public sealed class Reshape(Shape targetShape, string? name = null) : Layer(name)
{
    /// <summary>The axes after the batch; one of them may be −1 and takes what is left.</summary>
    public Shape TargetShape { get; } = Checked(targetShape);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
    {
        Shape batch = [x.Shape[0]];
        var (elements, known) = (x.Shape[1..].Elements, 1L);
        for (var i = 0; i < TargetShape.Rank; i++)
            if (TargetShape[i] >= 0) known = Math.Min(known, int.MaxValue + 1L) * TargetShape[i];
        var fits = TargetShape.IsKnown ? elements == known : known == 0 ? elements == 0 : elements % known == 0;
        return fits ? call.Reshape(x, batch.Concat(TargetShape))
            : throw new ShapeException(Place, $"expected elements that fill {TargetShape} for each row, received "
                + $"{x.Shape}");
    };

    private static Shape Checked(Shape shape)
    {
        var open = 0;
        for (var i = 0; i < shape.Rank; i++)
            if (shape[i] < 0) open++;
        return open <= 1 ? shape
            : throw new ArgumentException($"Expected targetShape with at most one axis of -1, received {shape}.",
                "targetShape");
    }
}
