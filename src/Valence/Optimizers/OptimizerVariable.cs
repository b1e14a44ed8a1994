using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>An array that an optimizer keeps from step to step and that files store: the step count, the learning rate,
/// moments of weights.</summary>
/// <param name="name">Keras' name, such as <c>iteration</c> or <c>kernel_momentum</c>.</param>
/// <param name="value">The elements.</param>
public sealed class OptimizerVariable(string name, Tensor value)
{
    private long _beyond;

    /// <summary>Keras' name, without the optimizer's in front.</summary>
    public string Name { get; } = name;

    /// <summary>The elements; they may be overwritten between steps. A step count beyond 2³¹ − 1 stands there as that;
    /// <see cref="OptimizerState.Iterations"/> has it whole.</summary>
    public Tensor Value { get; } = value;

    /// <summary>The weight that the elements belong to; null for what belongs to all.</summary>
    internal Weight? Weight { get; init; }

    /// <summary>The name of the array among those of its weight, such as <c>momentum</c>; null for what belongs to all
    /// weights.</summary>
    internal string? Slot { get; init; }

    /// <summary>Whether the element counts steps.</summary>
    internal bool IsCount => Value.Type == ElementType.Int32;

    /// <summary>The steps of a count. <see cref="Value"/> holds them up to the greatest number that fits
    /// there.</summary>
    internal long Count
    {
        get => Value.Ints[0] == int.MaxValue ? int.MaxValue + _beyond : Value.Ints[0];
        set
        {
            Value.Overwrite<int>()[0] = (int)Math.Min(value, int.MaxValue);
            _beyond = Math.Max(0, value - int.MaxValue);
        }
    }

    /// <summary>Overwrites the elements.</summary>
    /// <param name="values">A tensor of the same shape and type.</param>
    /// <exception cref="ArgumentException">Shape or type differs.</exception>
    public void Set(Tensor values) => Value.CopyFrom(Require.NotNull(values));

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name} {Value.TypeAndShape}";
}
