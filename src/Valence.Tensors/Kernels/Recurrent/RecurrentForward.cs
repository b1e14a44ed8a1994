namespace Valence.Kernels;

/// <summary>What a recurrent forward pass reads and writes. With G gates and S saved numbers per unit (see the
/// cell).</summary>
/// <remarks>Results of steps are ordered by time first, so that the rows of a step lie side by side, as the pass walks
/// them.</remarks>
internal readonly ref struct RecurrentForward
{
    /// <summary>Sizes and direction.</summary>
    public required RecurrentShape Shape { get; init; }

    /// <summary>Inputs, <c>[batch, time, features]</c>; with no features, inputs projected to all gates, bias included,
    /// <c>[batch, time, G·units]</c>, or with numbers <c>[count, G·units]</c>.</summary>
    public required ReadOnlySpan<float> Inputs { get; init; }

    /// <summary>Which projected input is each step's, <c>[batch, time]</c>; empty where they are in that order
    /// themselves.</summary>
    public ReadOnlySpan<int> Numbers { get; init; }

    /// <summary>Kernel, <c>[features, G·units]</c>; empty when the inputs are projected.</summary>
    public ReadOnlySpan<float> Kernel { get; init; }

    /// <summary>Recurrent kernel, <c>[units, G·units]</c>.</summary>
    public required ReadOnlySpan<float> Recurrent { get; init; }

    /// <summary>Bias of the inputs, <c>[G·units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> Bias { get; init; }

    /// <summary>Bias of the recurrent products, <c>[G·units]</c>, for cells that have one; empty for zero.</summary>
    public ReadOnlySpan<float> RecurrentBias { get; init; }

    /// <summary>0 where a step is to be skipped, <c>[batch, time]</c>; empty when none is.</summary>
    public ReadOnlySpan<float> Mask { get; init; }

    /// <summary>State before the first step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> InitialHidden { get; init; }

    /// <summary>Cell state before the first step, <c>[batch, units]</c>, for cells that have one; empty for
    /// zero.</summary>
    public ReadOnlySpan<float> InitialCell { get; init; }

    /// <summary>What the state is multiplied by on its way to each gate, <c>[G, batch, units]</c>; empty for
    /// none.</summary>
    public ReadOnlySpan<float> RecurrentDropout { get; init; }

    /// <summary>The state after each step, <c>[time, batch, units]</c>; a masked step repeats the one before it. Empty
    /// when not wanted.</summary>
    public Span<float> Hidden { get; init; }

    /// <summary>The cell state after each step, <c>[time, batch, units]</c>; empty when there is no backward
    /// pass.</summary>
    public Span<float> Cell { get; init; }

    /// <summary>What the backward pass needs of each step, <c>[time, batch, S·units]</c>, zeros where masked; empty
    /// when there is none.</summary>
    public Span<float> Saved { get; init; }

    /// <summary>The state after the last step, <c>[batch, units]</c>; empty when not wanted.</summary>
    public Span<float> LastHidden { get; init; }

    /// <summary>The cell state after the last step, <c>[batch, units]</c>; empty when not wanted.</summary>
    public Span<float> LastCell { get; init; }
}
