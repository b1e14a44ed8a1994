using Valence.Operations;

namespace Valence.Layers;

/// <summary>The same vector at every step: <c>[batch, features]</c> becomes <c>[batch, n, features]</c>.</summary>
/// <remarks>A mask ends here. No weights.</remarks>
/// <param name="n">The number of steps; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
public sealed class RepeatVector(int n, string? name = null) : Layer(name)
{
    /// <summary>The number of steps.</summary>
    public int N { get; } = Require.AtLeast(1, n);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank != 2) throw new ShapeException(Place, $"expected [batch, features], received {input}");
        var repeat = new Repeat(1, N);
        return (x, call) => call.Run(repeat, call.Reshape(x, x.Shape.Insert(1, 1)));
    }
}
