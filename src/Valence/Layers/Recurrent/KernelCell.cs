using Valence.Constraints;
using Valence.Initializers;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A cell with one kernel for its inputs and one for its previous output, each holding all gates side by
/// side.</summary>
/// <remarks>Weights: <c>kernel [features, gates · units]</c>, <c>recurrent_kernel [units, gates · units]</c> and, when
/// used, <c>bias</c>.</remarks>
public abstract class KernelCell : RecurrentCell
{
    private protected KernelCell(int units) => Units = Require.AtLeast(1, units);

    /// <summary>The width of the output and of each state.</summary>
    public int Units { get; }

    /// <summary>Function of the candidate and the output; tanh unless set, the identity when null.</summary>
    public ActivationFunction? Activation
    {
        get => Settings.Activation;
        init => Settings = Settings with { Activation = value };
    }

    /// <summary>Whether a bias is added; true unless set.</summary>
    public bool UseBias { get => Settings.UseBias; init => Settings = Settings with { UseBias = value }; }

    /// <summary>The fraction of the inputs that training drops, from 0 to 1; the same ones at every step of a
    /// sequence.</summary>
    public double Dropout
    {
        get => Settings.Dropout;
        init => Settings = Settings with { Dropout = Require.Between(0, 1, value, nameof(Dropout)) };
    }

    /// <summary>The fraction of the previous output that training drops, from 0 to 1; the same ones at every step of a
    /// sequence. With it each gate has masks of its own, for inputs too.</summary>
    public double RecurrentDropout
    {
        get => Settings.RecurrentDropout;
        init => Settings = Settings with { RecurrentDropout = Require.Between(0, 1, value, nameof(RecurrentDropout)) };
    }

    /// <summary>The user's own seed of dropout; null to derive the numbers from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get => Settings.Seed; init => Settings = Settings with { Seed = value }; }

    /// <summary>What the kernel holds at first; Glorot uniform unless set.</summary>
    public Initializer KernelInitializer
    {
        get => Settings.KernelInitializer;
        init => Settings = Settings with { KernelInitializer = value };
    }

    /// <summary>What the recurrent kernel holds at first; orthogonal unless set.</summary>
    public Initializer RecurrentInitializer
    {
        get => Settings.RecurrentInitializer;
        init => Settings = Settings with { RecurrentInitializer = value };
    }

    /// <summary>What the bias holds at first; zeros unless set.</summary>
    public Initializer BiasInitializer
    {
        get => Settings.BiasInitializer;
        init => Settings = Settings with { BiasInitializer = value };
    }

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer
    {
        get => Settings.KernelRegularizer;
        init => Settings = Settings with { KernelRegularizer = value };
    }

    /// <summary>A penalty on the recurrent kernel, or null.</summary>
    public Regularizer? RecurrentRegularizer
    {
        get => Settings.RecurrentRegularizer;
        init => Settings = Settings with { RecurrentRegularizer = value };
    }

    /// <summary>A penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer
    {
        get => Settings.BiasRegularizer;
        init => Settings = Settings with { BiasRegularizer = value };
    }

    /// <summary>A projection of the kernel after each step, or null.</summary>
    public Constraint? KernelConstraint
    {
        get => Settings.KernelConstraint;
        init => Settings = Settings with { KernelConstraint = value };
    }

    /// <summary>A projection of the recurrent kernel after each step, or null.</summary>
    public Constraint? RecurrentConstraint
    {
        get => Settings.RecurrentConstraint;
        init => Settings = Settings with { RecurrentConstraint = value };
    }

    /// <summary>A projection of the bias after each step, or null.</summary>
    public Constraint? BiasConstraint
    {
        get => Settings.BiasConstraint;
        init => Settings = Settings with { BiasConstraint = value };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSize => [Units];

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        (Settings.Activation?.KeepsRowsApart(inputs[0]) ?? true)
        && (Settings.RecurrentActivation?.KeepsRowsApart(inputs[0]) ?? true);

    internal CellSettings Settings { get; init; } = CellSettings.Default;
}
