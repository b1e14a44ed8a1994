using Valence.Constraints;
using Valence.Initializers;
using Valence.Regularizers;
using Valence.Saving;

namespace Valence.Layers;

/// <summary>The options that all cells with a kernel share, and the layers made of one such cell.</summary>
internal sealed record CellSettings
{
    public static CellSettings Default { get; } = new();

    public ActivationFunction? Activation { get; init; } = Activations.Tanh;

    public ActivationFunction? RecurrentActivation { get; init; } = Activations.Sigmoid;

    public bool UseBias { get; init; } = true;

    public float Dropout { get; init; }

    public float RecurrentDropout { get; init; }

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

    /// <summary>The options from a file.</summary>
    public static CellSettings Read(ConfigReader c) => new()
    {
        Activation = c.Activation("activation") ?? Default.Activation,
        RecurrentActivation = c.Activation("recurrent_activation") ?? Default.RecurrentActivation,
        UseBias = c.Bool("use_bias", true),
        Dropout = c.Float("dropout", 0),
        RecurrentDropout = c.Float("recurrent_dropout", 0),
        Seed = c.OptionalInt("seed"),
        KernelInitializer = c.Initializer("kernel_initializer", Default.KernelInitializer),
        RecurrentInitializer = c.Initializer("recurrent_initializer", Default.RecurrentInitializer),
        BiasInitializer = c.Initializer("bias_initializer", Default.BiasInitializer),
        KernelRegularizer = c.Regularizer("kernel_regularizer"),
        RecurrentRegularizer = c.Regularizer("recurrent_regularizer"),
        BiasRegularizer = c.Regularizer("bias_regularizer"),
        KernelConstraint = c.Constraint("kernel_constraint"),
        RecurrentConstraint = c.Constraint("recurrent_constraint"),
        BiasConstraint = c.Constraint("bias_constraint"),
    };

    /// <summary>Writes the options but the recurrent activation, which not all cells have.</summary>
    public void Write(ConfigWriter c) => c
        .Activation("activation", Activation).Set("use_bias", UseBias).Set("dropout", Dropout)
        .Set("recurrent_dropout", RecurrentDropout).Set("seed", Seed)
        .Initializer("kernel_initializer", KernelInitializer).Initializer("recurrent_initializer", RecurrentInitializer)
        .Initializer("bias_initializer", BiasInitializer)
        .Regularizer("kernel_regularizer", KernelRegularizer).Regularizer("recurrent_regularizer", RecurrentRegularizer)
        .Regularizer("bias_regularizer", BiasRegularizer)
        .Constraint("kernel_constraint", KernelConstraint).Constraint("recurrent_constraint", RecurrentConstraint)
        .Constraint("bias_constraint", BiasConstraint);
}
