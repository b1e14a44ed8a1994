using Valence.Operations;

namespace Valence.Layers;

/// <summary>A recurrent layer run from the first step on and another from the last step on (Schuster and Paliwal,
/// 1997).</summary>
/// <remarks>
/// The layer works on copies of what it is given, with weights of their own, named <c>forward_layer/…</c> and
/// <c>backward_layer/…</c>; a seed set on an initializer gives both the same start, as in Keras.
/// Input <c>[batch, time, features]</c>, optionally followed by the first states of the forward and then of the
/// backward layer. Output: both outputs merged, those of each step at the step's own place
/// and zeros where the step is masked; followed by the last states, forward first, where the layer returns them.
/// </remarks>
public sealed class Bidirectional : Layer
{
    /// <summary>Both directions of a sequence.</summary>
    /// <param name="layer">The forward layer.</param>
    /// <param name="mergeMode">How the two outputs are put together.</param>
    /// <param name="backwardLayer">The backward layer, which goes backwards and returns what the forward layer returns;
    /// null for a copy of <paramref name="layer"/> that does.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">Both layers have the same direction, or they return different
    /// things.</exception>
    public Bidirectional(RecurrentLayer layer, Choice<MergeMode> mergeMode = default,
        RecurrentLayer? backwardLayer = null, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        MergeMode = mergeMode;
        ForwardLayer = layer.Directed("forward_", layer.GoBackwards);
        BackwardLayer = backwardLayer is null ? layer.Directed("backward_", !layer.GoBackwards)
            : backwardLayer.Directed("backward_", backwardLayer.GoBackwards);
        if (ForwardLayer.GoBackwards == BackwardLayer.GoBackwards)
            throw new ArgumentException("Expected layers of opposite directions, both have "
                + $"{nameof(layer.GoBackwards)} {layer.GoBackwards}.", nameof(backwardLayer));
        if ((ForwardLayer.ReturnSequences, ForwardLayer.ReturnState, ForwardLayer.Stateful)
            != (BackwardLayer.ReturnSequences, BackwardLayer.ReturnState, BackwardLayer.Stateful))
            throw new ArgumentException($"Expected both layers to agree on {nameof(layer.ReturnSequences)}, "
                + $"{nameof(layer.ReturnState)} and {nameof(layer.Stateful)}.", nameof(backwardLayer));
    }

    /// <summary>The layer that starts at the first step.</summary>
    public RecurrentLayer ForwardLayer { get; }

    /// <summary>The layer that starts at the last step.</summary>
    public RecurrentLayer BackwardLayer { get; }

    /// <summary>How the two outputs are put together.</summary>
    public Choice<MergeMode> MergeMode { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ForwardLayer.CallArguments;

    /// <inheritdoc/>
    internal override bool TakesStates => true;

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts =>
        [("forward_layer", ForwardLayer), ("backward_layer", BackwardLayer)];

    internal override bool IsWrapper => true;

    /// <summary>Sets the states of stateful layers to zeros, as before the first batch.</summary>
    public void ResetState()
    {
        ForwardLayer.ResetState();
        BackwardLayer.ResetState();
    }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs)
    {
        var split = inputs.Length == 1 ? 1 : 1 + ForwardLayer.Cell.StateSize.Count;
        return split <= inputs.Length && ForwardLayer.HasRowsApart(inputs[..split])
            && BackwardLayer.HasRowsApart([inputs[0], .. inputs[split..]]);
    }

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var states = ForwardLayer.Cell.StateSize.Count;
        if (inputs.Length != 1 && inputs.Length != 1 + states + BackwardLayer.Cell.StateSize.Count)
            throw new ShapeException(Place, "expected a sequence alone or with "
                + $"{states + BackwardLayer.Cell.StateSize.Count} first states, received {inputs.Length} inputs");
        var split = inputs.Length == 1 ? 1 : 1 + states;
        weights.Child("forward_layer", ForwardLayer, inputs[..split]);
        weights.Child("backward_layer", BackwardLayer, [inputs[0], .. inputs[split..]]);
        return Call;
    }

    private Values Call(Values x, CallContext call)
    {
        var (forward, backward) = x.Count == 1 ? (x, x) : Split(x);
        var y = ForwardLayer.RunInTimeOrder(forward, call);
        var z = BackwardLayer.RunInTimeOrder(backward, call);
        var (a, b) = (y.Tensor, z.Tensor);
        // Keras turns the backward layer's steps around, so that both have the order of the forward layer.
        if (ForwardLayer.GoBackwards && ForwardLayer.ReturnSequences) (a, b) = (call.Reverse(a, 1), call.Reverse(b, 1));
        if (MergeMode == Layers.MergeMode.None)
            return y.Count == 1 ? [new(a, y.Mask), new(b, z.Mask)]
                : Values.Create([new(a, y.Mask), new(b, z.Mask), .. y.ToArray()[1..], .. z.ToArray()[1..]]);
        var merged = new Value(Merge(a, b, call), y.Mask);
        return y.Count == 1 ? merged : Values.Create([merged, .. y.ToArray()[1..], .. z.ToArray()[1..]]);
    }

    private Tensor Merge(Tensor a, Tensor b, CallContext call) => MergeMode.Value switch
    {
        Layers.MergeMode.Sum => call.Add(a, b),
        Layers.MergeMode.Mul => call.Multiply(a, b),
        Layers.MergeMode.Ave => call.Scale(call.Add(a, b), 0.5f),
        _ => call.Concat(-1, a, b),
    };

    private (Values Forward, Values Backward) Split(Values x)
    {
        var all = x.ToArray();
        var split = 1 + ForwardLayer.Cell.StateSize.Count;
        return (Values.Create(all.AsSpan(0, split)), Values.Create([all[0], .. all[split..]]));
    }
}
