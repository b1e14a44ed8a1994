namespace Valence.Kernels;

/// <summary>What a recurrent forward pass reads and writes. With G gates and S saved numbers per unit (see the cell).</summary>
public readonly ref struct RecurrentForward
{
    /// <summary>Sizes and direction.</summary>
    public required RecurrentShape Shape { get; init; }

    /// <summary>The projected inputs, bias included: rows of <c>[G·units]</c>.</summary>
    public required ReadOnlySpan<float> Projected { get; init; }

    /// <summary>Which row of <see cref="Projected"/> belongs to a step, <c>[batch, time]</c>; empty when they stand in that order.</summary>
    public ReadOnlySpan<int> RowIndex { get; init; }

    /// <summary>Recurrent kernel, <c>[units, G·units]</c>.</summary>
    public required ReadOnlySpan<float> Recurrent { get; init; }

    /// <summary>Recurrent bias, <c>[G·units]</c>, for cells that have one; empty for zero.</summary>
    public ReadOnlySpan<float> RecurrentBias { get; init; }

    /// <summary>0 where a step is to be skipped, <c>[batch, time]</c>; empty when none is.</summary>
    public ReadOnlySpan<float> Mask { get; init; }

    /// <summary>State before the first step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> InitialHidden { get; init; }

    /// <summary>Cell state before the first step, <c>[batch, units]</c>, for cells that have one; empty for zero.</summary>
    public ReadOnlySpan<float> InitialCell { get; init; }

    /// <summary>What the state is multiplied by on its way to each gate, <c>[G, batch, units]</c>; empty for none.</summary>
    public ReadOnlySpan<float> RecurrentDropout { get; init; }

    /// <summary>Outputs, <c>[batch, time, units]</c> with the shape's stride; empty when only the last state is wanted.</summary>
    public Span<float> Hidden { get; init; }

    /// <summary>Cell states, <c>[batch, time, units]</c>; empty when there is no backward pass.</summary>
    public Span<float> Cell { get; init; }

    /// <summary>What the backward pass needs of each step, <c>[batch, time, S·units]</c>; empty when there is none. May be <see cref="Projected"/> when no index is given and S = G.</summary>
    public Span<float> Saved { get; init; }

    /// <summary>The state after the last step, <c>[batch, units]</c>; empty when not wanted.</summary>
    public Span<float> LastHidden { get; init; }

    /// <summary>The cell state after the last step, <c>[batch, units]</c>; empty when not wanted.</summary>
    public Span<float> LastCell { get; init; }
}
