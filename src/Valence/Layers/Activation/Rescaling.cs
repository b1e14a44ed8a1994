using Valence.Operations;

namespace Valence.Layers;

/// <summary>A fixed affine map: <c>output = input · scale + offset</c>.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
public sealed class Rescaling : Layer
{
    /// <summary>One factor and one offset for all elements.</summary>
    public Rescaling(double scale, double offset = 0, string? name = null)
        : this([(float)scale], [(float)offset], name)
    {
    }

    /// <summary>A factor and an offset for each position of the last axis; a single number holds for all of
    /// them.</summary>
    public Rescaling(IReadOnlyList<float> scale, IReadOnlyList<float> offset, string? name = null) : base(name)
    {
        Require.AtLeast(1, Require.NotNull(scale).Count, nameof(scale));
        Require.AtLeast(1, Require.NotNull(offset).Count, nameof(offset));
        (Scale, Offset) = (scale, offset);
    }

    /// <summary>The factors: one for all elements, or one for each position of the last axis.</summary>
    public IReadOnlyList<float> Scale { get; }

    /// <summary>The offsets: one for all elements, or one for each position of the last axis.</summary>
    public IReadOnlyList<float> Offset { get; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => inputs[0].Rank > 1;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var (scale, offset) = (Tensor.From(Scale.ToArray()), Tensor.From(Offset.ToArray()));
        return (x, call) => call.Add(call.Multiply(x, scale), offset);
    }
}
