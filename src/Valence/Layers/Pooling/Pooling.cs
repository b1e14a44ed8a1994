using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer that makes one vector of each window on a sequence, feature by feature.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output <c>[batch, windows, features]</c>. A mask ends here. No
/// weights.</remarks>
public abstract class Pooling : Layer
{
    private protected Pooling(int poolSize) => Strides = PoolSize = Require.AtLeast(1, poolSize);

    /// <summary>The number of steps in a window.</summary>
    public int PoolSize { get; }

    /// <summary>The distance between windows, at least 1; as large as a window by default.</summary>
    public int Strides { get; init => field = Require.AtLeast(1, value, nameof(Strides)); }

    /// <summary>What windows see beyond the ends: with <see cref="Padding.Valid"/>, the default, steps that fill no
    /// window are left out; with <see cref="Padding.Same"/> positions beyond the ends do not count.</summary>
    public Padding Padding
    {
        get;
        init => field = value != Padding.Causal ? value
            : throw new ArgumentException($"Expected Padding of Valid or Same for {KerasName}, received {value}.",
                nameof(Padding));
    }

    /// <summary>Where input and output have their features.</summary>
    public DataFormat DataFormat { get; init; }

    /// <inheritdoc/>
    public sealed override Forward Build(Shape input, WeightFactory weights)
    {
        var pool = Operation(new(PoolSize, Strides, Padding));
        return DataFormat.WithFeaturesLast(input, features => (x, call) => call.Run(pool, x));
    }

    private protected abstract Operation Operation(SlidingWindow window);
}
