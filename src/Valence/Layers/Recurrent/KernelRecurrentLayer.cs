using Valence.Constraints;
using Valence.Initializers;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A recurrent layer made of one cell with kernels, whose options it repeats.</summary>
public abstract class KernelRecurrentLayer : RecurrentLayer
{
    private KernelCell? _cell;

    private protected KernelRecurrentLayer(int units, bool returnSequences, bool returnState, double dropout,
        double recurrentDropout, string? name, Shape? inputShape) : base(returnSequences, returnState, name, inputShape)
    {
        Units = Require.AtLeast(1, units);
        Settings = new()
        {
            Dropout = Require.Between(0, 1, dropout),
            RecurrentDropout = Require.Between(0, 1, recurrentDropout),
        };
    }

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
    public sealed override RecurrentCell Cell => _cell ??= FrozenAlike(CreateCell());

    // What is set after the first look at the cell is the cell's too.
    internal CellSettings Settings
    {
        get;
        init
        {
            field = value;
            ForgetCell();
        }
    } = CellSettings.Default;

    private protected abstract KernelCell CreateCell();

    // As in Keras, the layer hands its own setting to its cell.
    private KernelCell FrozenAlike(KernelCell cell)
    {
        if (!Trainable) cell.Trainable = false;
        return cell;
    }

    private protected override void ForgetCell() => _cell = null;
}
