namespace Valence.Operations;

/// <summary>A tensor of one number throughout. No operands.</summary>
public sealed class Fill : Operation
{
    private readonly int _bits;

    private Fill(Shape shape, ElementType type, int bits) => (Shape, Type, _bits) = (shape, type, bits);

    /// <summary>Floats of the given shape.</summary>
    public Fill(Shape shape, float value) : this(shape, ElementType.Float32, BitConverter.SingleToInt32Bits(value))
    {
    }

    /// <summary>Integers of the given shape.</summary>
    public Fill(Shape shape, int value) : this(shape, ElementType.Int32, value)
    {
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>The number, of a tensor of floats.</summary>
    public float Value => BitConverter.Int32BitsToSingle(_bits);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(Shape, Type);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        if (Type == ElementType.Int32) y[0].Overwrite<int>().Fill(_bits);
        else y[0].Overwrite<float>().Fill(Value);
    }
}
