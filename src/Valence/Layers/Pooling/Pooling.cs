using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer that makes one vector of each window on a sequence, feature by feature.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output <c>[batch, windows, features]</c>. A mask ends here. No
/// weights.</remarks>
public abstract class Pooling : Layer
{
    private protected Pooling(int poolSize, int? strides, Choice<Padding> padding, string? name) : base(name)
    {
        PoolSize = Require.AtLeast(1, poolSize);
        (Strides, Padding) = (strides ?? poolSize, padding);
    }

    /// <summary>The number of steps in a window.</summary>
    public int PoolSize { get; }

    /// <summary>The distance between windows, at least 1; as large as a window by default.</summary>
    public int Strides { get; init => field = Require.AtLeast(1, value, nameof(Strides)); }

    /// <summary>What windows see beyond the ends: with <see cref="Valence.Padding.Valid"/>, the default, steps that
    /// fill no window are left out; with <see cref="Valence.Padding.Same"/> positions beyond the ends do not
    /// count.</summary>
    public Choice<Padding> Padding
    {
        get;
        init => field = value != Valence.Padding.Causal ? value
            : throw new ArgumentException($"Expected Padding of 'valid' or 'same' for {KerasName}, received 'causal'.",
                nameof(Padding));
    }

    /// <summary>Where input and output have their features.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public sealed override Forward Build(Shape input, WeightFactory weights)
    {
        var pool = Operation(new(PoolSize, Strides, Padding.Value));
        return DataFormat.Value.WithFeaturesLast(input, features => (x, call) => call.Run(pool, x));
    }

    private protected abstract Operation Operation(SlidingWindow window);
}
