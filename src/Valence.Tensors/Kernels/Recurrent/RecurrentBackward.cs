namespace Valence.Kernels;

/// <summary>What a recurrent backward pass reads and writes; names and shapes as in <see cref="RecurrentForward"/>. A
/// gradient that is empty is not computed.</summary>
internal readonly ref struct RecurrentBackward
{
    /// <summary>Sizes and direction.</summary>
    public required RecurrentShape Shape { get; init; }

    /// <summary>The inputs of the forward pass; not read when they were projected.</summary>
    public ReadOnlySpan<float> Inputs { get; init; }

    /// <summary>Which projected input was each step's, <c>[batch, time]</c>; empty where they were in that order
    /// themselves.</summary>
    public ReadOnlySpan<int> Numbers { get; init; }

    /// <summary>Kernel, <c>[features, G·units]</c>; empty when the inputs were projected.</summary>
    public ReadOnlySpan<float> Kernel { get; init; }

    /// <summary>Recurrent kernel, <c>[units, G·units]</c>.</summary>
    public required ReadOnlySpan<float> Recurrent { get; init; }

    /// <summary>0 where a step was skipped, <c>[batch, time]</c>; empty when none was.</summary>
    public ReadOnlySpan<float> Mask { get; init; }

    /// <summary>What the state was multiplied by on its way to each gate, <c>[G, batch, units]</c>; empty for
    /// none.</summary>
    public ReadOnlySpan<float> RecurrentDropout { get; init; }

    /// <summary>The state after each step, <c>[time, batch, units]</c>.</summary>
    public required ReadOnlySpan<float> Hidden { get; init; }

    /// <summary>The cell state after each step, <c>[time, batch, units]</c>, for cells that have one.</summary>
    public ReadOnlySpan<float> Cell { get; init; }

    /// <summary>What the forward pass saved, <c>[time, batch, S·units]</c>.</summary>
    public required ReadOnlySpan<float> Saved { get; init; }

    /// <summary>State before the first step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> InitialHidden { get; init; }

    /// <summary>Cell state before the first step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> InitialCell { get; init; }

    /// <summary>Gradient of the state after each step, <c>[time, batch, units]</c>; empty when only the last one has
    /// one.</summary>
    public ReadOnlySpan<float> HiddenGradient { get; init; }

    /// <summary>Gradient of the state after the last step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> LastHiddenGradient { get; init; }

    /// <summary>Gradient of the cell state after the last step, <c>[batch, units]</c>; empty for zero.</summary>
    public ReadOnlySpan<float> LastCellGradient { get; init; }

    /// <summary>Gradient of the inputs, of their shape; zero at masked steps. With numbers, the sum over an input's
    /// steps.</summary>
    public Span<float> InputsGradient { get; init; }

    /// <summary>Gradient of the kernel, <c>[features, G·units]</c>.</summary>
    public Span<float> KernelGradient { get; init; }

    /// <summary>Gradient of the recurrent kernel, <c>[units, G·units]</c>.</summary>
    public Span<float> RecurrentGradient { get; init; }

    /// <summary>Gradient of the bias, <c>[G·units]</c>.</summary>
    public Span<float> BiasGradient { get; init; }

    /// <summary>Gradient of the recurrent bias, <c>[G·units]</c>.</summary>
    public Span<float> RecurrentBiasGradient { get; init; }

    /// <summary>Gradient of the state before the first step, <c>[batch, units]</c>.</summary>
    public Span<float> InitialHiddenGradient { get; init; }

    /// <summary>Gradient of the cell state before the first step, <c>[batch, units]</c>.</summary>
    public Span<float> InitialCellGradient { get; init; }
}
