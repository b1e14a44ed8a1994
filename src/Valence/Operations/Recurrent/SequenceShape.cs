namespace Valence.Operations;

/// <summary>What the operands of a fused recurrence agree on: how many sequences, how many steps, how wide an input and
/// the state are.</summary>
/// <param name="Batch">The number of sequences.</param>
/// <param name="Time">The number of steps.</param>
/// <param name="Features">The width of an input; 0 where the inputs are already projected to all gates.</param>
/// <param name="Units">The width of the state.</param>
internal readonly record struct SequenceShape(int Batch, int Time, int Features, int Units)
{
    /// <summary>One state for each sequence: <c>[batch, units]</c>.</summary>
    public Shape State => [Batch, Units];

    /// <summary>Several values of the state's width for each step, time first: <c>[time, batch, count · units]</c>; no
    /// step where they are not wanted.</summary>
    public Shape Steps(int count, bool wanted) => [wanted ? Time : 0, Batch, Shape.LengthOf((long)count * Units)];

    /// <summary>The place of step number <paramref name="i"/> in the order of processing.</summary>
    public int Step(int i, bool reverse) => reverse ? Time - 1 - i : i;

    /// <summary>Checks the operands of <see cref="RecurrentSequence"/>.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    public static SequenceShape Of(RecurrentSequence operation, Operands x)
    {
        var gates = operation.Gates;
        var recurrent = x[RecurrentSequence.Recurrent].Shape;
        if (recurrent is not [var units, var width] || width != gates * units)
            throw new ShapeException(operation.Name,
                $"expected a recurrent kernel [units, {gates} · units], received {recurrent}");
        var inputs = x[RecurrentSequence.Inputs].Shape;
        var (batch, time, features) = x.Optional(RecurrentSequence.Numbers) is { } numbers
            ? Numbered(operation, inputs, numbers.Shape, width) : inputs is [var first, var second, var last]
            ? (first, second, last)
            : throw new ShapeException(operation.Name, $"expected inputs [batch, time, features], received {inputs}");
        if (features == 0)
            throw new ShapeException(operation.Name, $"expected at least one feature, received {inputs}");
        var kernel = x.Optional(RecurrentSequence.Kernel);
        if (kernel is null && features != width)
            throw new ShapeException(operation.Name,
                $"expected inputs projected to [batch, time, {width}], as there is no kernel, received {inputs}");
        if (kernel is null && x.Optional(RecurrentSequence.Bias) is { } bias)
            throw new ShapeException(operation.Name,
                $"expected no bias beside projected inputs, which hold theirs, received {bias.Shape}");
        if (kernel is not null && x.Has(RecurrentSequence.Numbers))
            throw new ShapeException(operation.Name,
                $"expected no kernel beside numbers, whose inputs are projected, received {kernel.Shape}");
        Fits(operation, "a kernel", kernel, [features, width]);
        Fits(operation, "a bias", x.Optional(RecurrentSequence.Bias), [width]);
        Fits(operation, "a recurrent bias", x.Optional(RecurrentSequence.RecurrentBias), [width]);
        Fits(operation, "recurrent dropout", x.Optional(RecurrentSequence.Dropout), [gates, batch, units]);
        Fits(operation, "a mask", x.Optional(RecurrentSequence.Mask), [batch, time]);
        Fits(operation, "an initial state", x.Optional(RecurrentSequence.FirstState), [batch, units]);
        Fits(operation, "an initial cell state", x.Optional(RecurrentSequence.FirstCell), [batch, units]);
        return new(batch, time, kernel is null ? 0 : features, units);
    }

    private static (int Batch, int Time, int Features) Numbered(
        RecurrentSequence operation, Shape inputs, Shape numbers, int width)
    {
        if (inputs.Rank != 2)
            throw new ShapeException(operation.Name, $"expected numbered inputs [count, {width}], received {inputs}");
        return numbers is [var batch, var time] ? (batch, time, inputs[1])
            : throw new ShapeException(operation.Name, $"expected numbers [batch, time], received {numbers}");
    }

    private static void Fits(RecurrentSequence operation, string what, Tensor? operand, Shape expected)
    {
        if (operand is not null && operand.Shape != expected)
            throw new ShapeException(operation.Name, $"expected {what} {expected}, received {operand.Shape}");
    }
}
