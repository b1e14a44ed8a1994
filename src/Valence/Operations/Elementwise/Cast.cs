namespace Valence.Operations;

/// <summary>The elements as another number type: integers become floats exactly up to 2²⁴, floats are cut towards
/// zero.</summary>
public sealed class Cast : Operation
{
    internal static readonly Cast ToFloat32 = new(ElementType.Float32);
    internal static readonly Cast ToInt32 = new(ElementType.Int32);

    private readonly ElementType _type;

    private Cast(ElementType type) => _type = type;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        y[0] = new(x[0].Shape, _type);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (x[0].Type == _type) y[0].CopyFrom(x[0]);
        else if (_type == ElementType.Float32)
        {
            var from = x[0].Ints;
            var to = y[0].Overwrite<float>();
            for (var i = 0; i < to.Length; i++) to[i] = from[i];
        }
        else
        {
            var from = x[0].Floats;
            var to = y[0].Overwrite<int>();
            for (var i = 0; i < to.Length; i++) to[i] = (int)from[i];
        }
    }
}
