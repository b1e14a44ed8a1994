using Valence.Operations;

namespace Valence.Layers;

/// <summary>Zeros before and after the steps: <c>[batch, time, features]</c> becomes <c>[batch, before + time + after,
/// features]</c>.</summary>
/// <remarks>A mask ends here. No weights.</remarks>
/// <param name="padding">Steps of zeros at the start and at the end; at least 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
public sealed class ZeroPadding1D((int Before, int After) padding, string? name = null) : Layer(name)
{
    /// <summary>The same number of zeros at both ends.</summary>
    public ZeroPadding1D(int padding = 1, string? name = null)
        : this((Require.AtLeast(0, padding), padding), name)
    {
    }

    /// <summary>Steps of zeros at the start.</summary>
    public int Before { get; } = Require.AtLeast(0, padding.Before, nameof(padding));

    /// <summary>Steps of zeros at the end.</summary>
    public int After { get; } = Require.AtLeast(0, padding.After, nameof(padding));

    /// <summary>Where the features are.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        SequenceShape.Check(input);
        var pad = new Pad(DataFormat == Layers.DataFormat.ChannelsFirst ? 2 : 1, Before, After);
        return (x, call) => call.Run(pad, x);
    }
}
