namespace Valence.Layers;

/// <summary>One step of a recurrence: from the step's input and the states to the step's output and new states.
/// <see cref="Rnn"/> runs it along a sequence.</summary>
/// <remarks>As a layer of its own it takes <c>[batch, features]</c> and its states <c>[batch, size]</c>, and returns
/// the output followed by the new states.</remarks>
public abstract class RecurrentCell : Layer
{
    private BuiltCell? _cell;

    /// <summary>The widths of the states, in order.</summary>
    public abstract IReadOnlyList<int> StateSize { get; }

    /// <summary>The width of the output.</summary>
    public virtual int OutputSize => StateSize[0];

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ["inputs", "states"];

    /// <inheritdoc/>
    internal override bool TakesStates => true;

    /// <summary>What building made.</summary>
    /// <exception cref="InvalidOperationException">The cell is not built yet.</exception>
    internal BuiltCell Built =>
        _cell ?? throw new InvalidOperationException($"{Place}: is not built yet. Build the model or call it first.");

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var cell = _cell = BuildCell(inputs[0], weights);
        return (x, call) =>
        {
            if (x.Count != 1 + StateSize.Count)
                throw new ShapeException(Place, $"expected an input and {StateSize.Count} states, received "
                    + $"{x.Count} values");
            var states = new Value[StateSize.Count];
            for (var i = 0; i < states.Length; i++) states[i] = x[1 + i];
            var drawn = cell.Begin(x.Tensor.Shape[0], call);
            return cell.Step(cell.Project(x.Tensor, drawn, call), Values.Create(states), drawn, call);
        };
    }

    /// <summary>Makes the weights for a step's input of shape <paramref name="input"/> and returns the
    /// computation.</summary>
    /// <param name="input"><c>[batch, features]</c>, the batch unknown.</param>
    /// <param name="weights">Where the weights are made.</param>
    protected abstract BuiltCell BuildCell(Shape input, WeightFactory weights);

    /// <inheritdoc/>
    internal override Layer Unbuilt(string? name)
    {
        var copy = (RecurrentCell)base.Unbuilt(name);
        copy._cell = null;
        return copy;
    }
}
