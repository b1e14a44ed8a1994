using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>An array that an optimizer keeps from step to step and that files store: the step count, the learning rate,
/// moments of weights.</summary>
/// <param name="name">Keras' name, such as <c>iteration</c> or <c>kernel_momentum</c>.</param>
/// <param name="value">The elements.</param>
public sealed class OptimizerVariable(string name, Tensor value)
{
    /// <summary>Keras' name, without the optimizer's in front.</summary>
    public string Name { get; } = name;

    /// <summary>The elements; they may be overwritten between steps.</summary>
    public Tensor Value { get; } = value;

    /// <summary>The weight that the elements belong to; null for what belongs to all.</summary>
    internal Weight? Weight { get; init; }

    /// <summary>The name of the array among those of its weight, such as <c>momentum</c>; null for what belongs to all
    /// weights.</summary>
    internal string? Slot { get; init; }

    /// <summary>Overwrites the elements.</summary>
    /// <param name="values">A tensor of the same shape and type.</param>
    /// <exception cref="ArgumentException">Shape or type differs.</exception>
    public void Set(Tensor values) => Value.CopyFrom(Require.NotNull(values));

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name} {Value.TypeAndShape}";
}
