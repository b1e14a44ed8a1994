using Valence.Operations;

namespace Valence.Layers;

/// <summary>All axes after the batch as one: <c>[batch, time, features]</c> becomes <c>[batch, time ·
/// features]</c>.</summary>
/// <remarks>An input <c>[batch]</c> becomes <c>[batch, 1]</c>. A mask ends here. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Flatten(string? name = null) : Layer(name)
{
    /// <summary>Where the features are; with <see cref="Layers.DataFormat.ChannelsFirst"/> they are moved to the end
    /// first.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        int[]? order = DataFormat == Layers.DataFormat.ChannelsFirst && input.Rank > 2
            ? [0, .. Enumerable.Range(2, input.Rank - 2), 1] : null;
        return (x, call) =>
            call.Reshape(order is null ? x : call.Transpose(x, order), [x.Shape[0], x.Shape[1..].Count]);
    }
}
