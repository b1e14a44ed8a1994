namespace Valence.Layers;

/// <summary>A function of your own as a layer, such as <c>new Lambda((x, call) => call.Square(x))</c>.</summary>
/// <remarks>
/// Input and output of any shape; a mask passes through, as in Keras. No weights: a layer with weights is a class of
/// its own.
/// A function is code, and files hold no code, so a model with this layer cannot be saved; write a small layer and
/// register it in the layer table to save it.
/// </remarks>
/// <param name="function">The function, written with operations of the call. It may not read elements: shapes are
/// inferred by running it without any.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Lambda(Forward function, string? name = null) : Layer(name)
{
    /// <summary>The function.</summary>
    public Forward Function { get; } = Require.NotNull(function);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => Function;
}
