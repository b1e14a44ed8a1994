namespace Valence.Operations;

/// <summary>A function of each element by itself; the result has the operand's shape and element type.</summary>
public abstract class ElementwiseUnary : Operation
{
    /// <summary>Whether integers are taken too; false unless overridden.</summary>
    protected virtual bool TakesIntegers => false;

    /// <summary>The function.</summary>
    protected abstract float Value(float x);

    /// <summary>The function of integers, exact but for overflow, where <see cref="TakesIntegers"/>.</summary>
    /// <exception cref="InvalidOperationException">The operation takes integers and has no such function.</exception>
    // Not abstract: most operations take floats alone, and comparisons of integers give truth values.
    protected virtual int Value(int x) =>
        throw new InvalidOperationException($"{Name} takes integers and has no function of them.");

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        TakesIntegers ? [ElementType.Float32, ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        y[0] = new(x[0].Shape, x[0].Type);
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (x[0].Type == ElementType.Int32)
        {
            ReadOnlySpan<int> integers = x[0].Ints;
            var result = y[0].Overwrite<int>();
            for (var i = 0; i < result.Length; i++) result[i] = Value(integers[i]);
            return;
        }
        ReadOnlySpan<float> from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        for (var i = 0; i < to.Length; i++) to[i] = Value(from[i]);
    }
}
