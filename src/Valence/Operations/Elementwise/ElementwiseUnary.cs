namespace Valence.Operations;

/// <summary>A function of each element by itself; the result has the operand's shape.</summary>
public abstract class ElementwiseUnary : Operation
{
    /// <summary>The function.</summary>
    protected abstract float Value(float x);

    /// <inheritdoc/>
    public sealed override void Infer(Operands x, Span<TensorSpec> y)
    {
        y[0] = new(x[0].Shape);
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var from = x[0].Floats;
        var to = y[0].Floats;
        for (var i = 0; i < to.Length; i++) to[i] = Value(from[i]);
    }
}
