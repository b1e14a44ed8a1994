using Valence.Operations;

namespace Valence.Layers;

/// <summary>The largest value over all steps, feature by feature; as in Keras, masked steps count too.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output <c>[batch, features]</c>, or <c>[batch, 1, features]</c> with
/// <paramref name="keepDims"/>. A mask ends here. No weights.</remarks>
/// <param name="keepDims">Whether the time axis stays, with length 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class GlobalMaxPooling1D(bool keepDims = false, string? name = null) : Layer(name)
{
    /// <summary>Whether the time axis stays, with length 1.</summary>
    public bool KeepDims { get; init; } = keepDims;

    /// <summary>Where the input has its features.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        SequenceShape.Check(input);
        var time = DataFormat == Layers.DataFormat.ChannelsLast ? 1 : 2;
        return (x, call) => call.Max(SequenceShape.WithSteps(x, time), KeepDims, time);
    }
}
