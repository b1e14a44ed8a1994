using Valence.Constraints;
using Valence.Initializers;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>The options that all cells with a kernel share, and the layers made of one such cell.</summary>
internal sealed record CellSettings
{
    public static CellSettings Default { get; } = new();

    public ActivationFunction? Activation { get; init; } = Activations.Tanh;

    public ActivationFunction? RecurrentActivation { get; init; } = Activations.Sigmoid;

    public bool UseBias { get; init; } = true;

    public double Dropout { get; init; }

    public double RecurrentDropout { get; init; }

    public int? Seed { get; init; }

    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    public Initializer RecurrentInitializer { get; init; } = Initializer.Orthogonal;

    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    public Regularizer? KernelRegularizer { get; init; }

    public Regularizer? RecurrentRegularizer { get; init; }

    public Regularizer? BiasRegularizer { get; init; }

    public Constraint? KernelConstraint { get; init; }

    public Constraint? RecurrentConstraint { get; init; }

    public Constraint? BiasConstraint { get; init; }
}
