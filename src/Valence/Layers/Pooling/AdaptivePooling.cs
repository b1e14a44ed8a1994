using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer that makes a given number of vectors of a sequence, whatever its length, feature by
/// feature.</summary>
/// <remarks>Input <c>[batch, time, features]</c> with at least one step; output <c>[batch, outputSize, features]</c>.
/// Window <c>i</c> sees the steps from <c>⌊i · time / outputSize⌋</c> to before
/// <c>⌈(i + 1) · time / outputSize⌉</c>. A mask ends here. No weights.</remarks>
public abstract class AdaptivePooling : Layer
{
    private protected AdaptivePooling(int outputSize, string? name) : base(name) =>
        OutputSize = Require.AtLeast(1, outputSize);

    /// <summary>The number of windows.</summary>
    public int OutputSize { get; }

    /// <summary>Where input and output have their features.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public sealed override Forward Build(Shape input, WeightFactory weights)
    {
        var pool = Operation(new(OutputSize));
        return DataFormat.Value.WithFeaturesLast(input, features => (x, call) => call.Run(pool, x));
    }

    private protected abstract Operation Operation(AdaptiveWindows windows);
}
