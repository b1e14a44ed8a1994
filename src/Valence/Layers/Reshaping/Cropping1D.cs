using Valence.Operations;

namespace Valence.Layers;

/// <summary>The steps without some at the start and at the end: <c>[batch, time, features]</c> becomes <c>[batch, time
/// − start − end, features]</c>.</summary>
/// <remarks>A mask ends here. No weights. An input of which nothing would be left is a
/// <see cref="ShapeException"/>.</remarks>
/// <param name="cropping">Steps removed at the start and at the end; at least 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
public sealed class Cropping1D((int Start, int End) cropping, string? name = null) : Layer(name)
{
    /// <summary>The same number of steps removed at both ends.</summary>
    public Cropping1D(int cropping = 1, string? name = null)
        : this((Require.AtLeast(0, cropping), cropping), name)
    {
    }

    /// <summary>Steps removed at the start.</summary>
    public int Start { get; } = Require.AtLeast(0, cropping.Start, nameof(cropping));

    /// <summary>Steps removed at the end.</summary>
    public int End { get; } = Require.AtLeast(0, cropping.End, nameof(cropping));

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        SequenceShape.Check(input);
        return (x, call) =>
        {
            var left = x.Shape[1] - Start - End;
            return left > 0 ? call.Slice(x, 1, Start, left)
                : throw new ShapeException(Place, $"expected more than {Start + End} steps, received {x.Shape}");
        };
    }
}
