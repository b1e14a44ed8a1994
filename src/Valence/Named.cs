using Valence.Constraints;
using Valence.Initializers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Saving;

namespace Valence;

/// <summary>What a text in code stands for: what files mean by it, so that one table says both. Folders below
/// <see cref="Saving"/> ask here alone.</summary>
internal static class Named
{
    public static Constraint Constraint(string name) => KerasTables.Default.Constraints.Named(name);

    public static Initializer Initializer(string name) => KerasTables.Default.Initializers.Named(name);

    public static Loss Loss(string name) => KerasTables.Default.Losses.Named(name);

    public static Metric Metric(string name) => KerasTables.Default.Metrics.Named(name);

    public static Optimizer Optimizer(string name) => KerasTables.Default.Optimizers.Named(name);

    public static Regularizer Regularizer(string name) => KerasTables.Default.Regularizers.Named(name);
}
