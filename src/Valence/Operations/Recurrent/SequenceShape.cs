namespace Valence.Operations;

/// <summary>What the operands of a fused recurrence agree on: how many sequences, how many steps, how wide the state is.</summary>
internal readonly record struct SequenceShape(int Batch, int Time, int Units)
{
    /// <summary>One value of the state's width for each step: <c>[batch, time, units]</c>.</summary>
    public Shape Steps => [Batch, Time, Units];

    /// <summary>One state for each sequence: <c>[batch, units]</c>.</summary>
    public Shape State => [Batch, Units];

    /// <summary>Several values of the state's width for each step: <c>[batch, time, gates · units]</c>.</summary>
    public Shape Gates(int gates) => [Batch, Time, gates * Units];

    /// <summary>The place of step number <paramref name="i"/> in the order of processing.</summary>
    public int Step(int i, bool reverse) => reverse ? Time - 1 - i : i;

    /// <summary>Checks the operands that all fused recurrences have; states may be missing.</summary>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="gates">How many times the state's width a projected row has.</param>
    /// <param name="projected"><c>[batch, time, gates · units]</c>, or rows of that width where there is an index.</param>
    /// <param name="recurrent"><c>[units, gates · units]</c>.</param>
    /// <param name="rowIndex"><c>[batch, time]</c> or null.</param>
    /// <param name="mask"><c>[batch, time]</c> or null.</param>
    /// <param name="states"><c>[batch, units]</c> each, or null.</param>
    public static SequenceShape Of(string operation, int gates, Tensor projected, Tensor recurrent, Tensor? rowIndex, Tensor? mask, params ReadOnlySpan<Tensor?> states)
    {
        if (recurrent.Shape is not [var units, var width] || width != gates * units)
            throw new ShapeException(operation, $"expected a recurrent kernel [units, {gates} · units], received {recurrent.Shape}");
        var steps = rowIndex is null ? projected.Shape : rowIndex.Shape;
        if (rowIndex is null ? steps.Rank != 3 : steps.Rank != 2 || rowIndex.Type != ElementType.Int32)
            throw new ShapeException(operation, $"expected projected steps [batch, time, {width}] or an int32 index [batch, time], received {projected} and {rowIndex?.ToString() ?? "no index"}");
        if (projected.Shape.Rank == 0 || projected.Shape[^1] != width) throw new ShapeException(operation, $"expected projected rows of {width} elements, received {projected.Shape}");
        var shape = new SequenceShape(steps[0], steps[1], units);
        if (mask is not null && mask.Shape != steps[..2]) throw new ShapeException(operation, $"expected a mask {steps[..2]}, received {mask.Shape}");
        foreach (var state in states)
            if (state is not null && state.Shape != shape.State) throw new ShapeException(operation, $"expected an initial state {shape.State}, received {state.Shape}");
        return shape;
    }
}
