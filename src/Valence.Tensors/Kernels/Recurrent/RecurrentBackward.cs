namespace Valence.Kernels;

/// <summary>What a recurrent backward pass reads and writes; names and shapes as in <see cref="RecurrentForward"/>.</summary>
public readonly ref struct RecurrentBackward
{
    /// <summary>Sizes and direction.</summary>
    public required RecurrentShape Shape { get; init; }

    /// <summary>Recurrent kernel, <c>[units, G·units]</c>.</summary>
    public required ReadOnlySpan<float> Recurrent { get; init; }

    /// <summary>0 where a step was skipped, <c>[batch, time]</c>; empty when none was.</summary>
    public ReadOnlySpan<float> Mask { get; init; }

    /// <summary>What the forward pass saved, <c>[batch, time, S·units]</c>.</summary>
    public required ReadOnlySpan<float> Saved { get; init; }

    /// <summary>Cell states of the forward pass, <c>[batch, time, units]</c>, for cells that have one.</summary>
    public ReadOnlySpan<float> Cell { get; init; }

    /// <summary>The state before each step, <c>[batch, time, units]</c> (see <see cref="RecurrentKernel.PreviousHidden"/>), for cells that need it: GRU.</summary>
    public ReadOnlySpan<float> PreviousHidden { get; init; }

    /// <summary>Cell state before the first step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> InitialCell { get; init; }

    /// <summary>What the state was multiplied by on its way to each gate, <c>[G, batch, units]</c>; empty for none.</summary>
    public ReadOnlySpan<float> RecurrentDropout { get; init; }

    /// <summary>Gradient of the outputs, <c>[batch, time, units]</c> with the shape's stride; empty when only the last state has one.</summary>
    public ReadOnlySpan<float> HiddenGradient { get; init; }

    /// <summary>Gradient of the state after the last step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> LastHiddenGradient { get; init; }

    /// <summary>Gradient of the cell state after the last step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> LastCellGradient { get; init; }

    /// <summary>Gradient of the projected inputs, <c>[batch, time, G·units]</c>; zero at masked steps. May be <see cref="Saved"/> when S = G.</summary>
    public required Span<float> ProjectedGradient { get; init; }

    /// <summary>Gradient of the recurrent products, <c>[batch, time, G·units]</c>, for cells where it differs from <see cref="ProjectedGradient"/>: GRU.</summary>
    public Span<float> RecurrentGradient { get; init; }

    /// <summary>Gradient of the state before the first step, <c>[batch, units]</c>; empty when not wanted, which saves a product.</summary>
    public Span<float> InitialHiddenGradient { get; init; }

    /// <summary>Gradient of the cell state before the first step, <c>[batch, units]</c>; empty when not wanted.</summary>
    public Span<float> InitialCellGradient { get; init; }
}
