using Valence.Operations;

namespace Valence.Layers;

/// <summary>Each step several times in a row: <c>[batch, time, features]</c> becomes <c>[batch, time · size,
/// features]</c>.</summary>
/// <remarks>A mask ends here. No weights.</remarks>
/// <param name="size">How often a step is repeated; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
public sealed class UpSampling1D(int size = 2, string? name = null) : Layer(name)
{
    /// <summary>How often a step is repeated.</summary>
    public int Size { get; init => field = Require.AtLeast(1, value, nameof(Size)); } = Require.AtLeast(1, size);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        SequenceShape.Check(input);
        var repeat = new Repeat(1, Size);
        return (x, call) => call.Run(repeat, x);
    }
}
