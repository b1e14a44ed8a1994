using Valence.Operations;

namespace Valence.Layers;

/// <summary>The axes after the batch in another order: with dims <c>[2, 1]</c>, <c>[batch, time, features]</c> becomes
/// <c>[batch, features, time]</c>.</summary>
/// <remarks>A mask ends here. No weights.</remarks>
public sealed class Permute : Layer
{
    /// <summary>An order of the axes after the batch.</summary>
    /// <param name="dims">Each axis from 1 on exactly once: axis i of the output is axis <c>dims[i − 1]</c> of the
    /// input.</param>
    /// <exception cref="ArgumentException"><paramref name="dims"/> is no such order.</exception>
    public Permute(params ReadOnlySpan<int> dims)
    {
        Dims = dims.ToArray();
        if (!Dims.Order().SequenceEqual(Enumerable.Range(1, Dims.Count)))
            throw new ArgumentException($"Expected dims to name each axis from 1 to {Dims.Count} once, received "
                + $"[{string.Join(", ", Dims)}].", nameof(dims));
    }

    /// <summary>The order: axis i of the output is axis <c>Dims[i − 1]</c> of the input.</summary>
    public IReadOnlyList<int> Dims { get; }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank != Dims.Count + 1)
            throw new ShapeException(Place, $"expected {Dims.Count + 1} axes, received {input}");
        int[] order = [0, .. Dims];
        return (x, call) => call.Transpose(x, order);
    }
}
