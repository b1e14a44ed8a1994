namespace Valence.Operations;

/// <summary>Something that makes tensors from tensors: its shape rule, its plain definition and its gradient, for every
/// backend alike.</summary>
/// <remarks>An instance holds the attributes (axes, strides) and nothing else; it is made once, when a layer is built,
/// and shared by all calls.</remarks>
public abstract class Operation
{
    private const string Suffix = "Operation";

    /// <summary>The name used in errors: that of the class, without the ending that tells it from a layer's.</summary>
    public virtual string Name => GetType().Name is var name && name.EndsWith(Suffix, StringComparison.Ordinal)
        ? name[..^Suffix.Length] : name;

    /// <summary>Whether a gradient passes through it; comparisons and index computations have none.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether the results change with the operands, and no rule says how: then a gradient of a gradient
    /// through it is refused; false where they are steps or do not change.</summary>
    internal virtual bool LacksGradient => false;

    /// <summary>Whether the result is the first operand's buffer under another shape, so that nothing is
    /// computed.</summary>
    public virtual bool IsView => false;

    /// <summary>The element types that operand <paramref name="index"/> may have; float32 alone unless an operation
    /// says otherwise. Operands that may be floats or integers are all of one type.</summary>
    public virtual ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32];

    /// <summary>What the outputs look like for operands <paramref name="x"/>: their element types are checked here for
    /// every operation, then its shape rule is asked.</summary>
    /// <exception cref="ShapeException">An operand has a type that the operation does not take, or the shapes do not
    /// fit.</exception>
    public void Describe(Operands x, Span<TensorSpec> y)
    {
        for (var i = 0; i < x.Count; i++)
            if (x.Optional(i) is { } operand && !OperandTypes(i).Contains(operand.Type))
                throw Mismatch($"expected {string.Join(" or ", OperandTypes(i).ToArray()).ToLowerInvariant()} "
                    + $"elements of operand {i}, received {operand.TypeAndShape}");
        Infer(x, y);
    }

    /// <summary>Whether operand <paramref name="index"/> must be floats beside these others.</summary>
    internal bool WantsFloats(int index, ReadOnlySpan<Tensor?> x)
    {
        var types = OperandTypes(index);
        if (!types.Contains(ElementType.Float32)) return false;
        if (!types.Contains(ElementType.Int32)) return true;
        for (var i = 0; i < x.Length; i++)
            if (x[i]?.Type == ElementType.Float32 && OperandTypes(i).Contains(ElementType.Int32)) return true;
        return false;
    }

    /// <summary>The shape rule: what the outputs look like for operands <paramref name="x"/> of the right types, whose
    /// elements it does not read.</summary>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public abstract void Infer(Operands x, Span<TensorSpec> y);

    /// <summary>The plain definition: obvious loops that write every element of the outputs <paramref name="y"/>. It is
    /// the oracle for all kernels.</summary>
    public abstract void Define(Operands x, ReadOnlySpan<Tensor> y);

    /// <summary>The gradient rule, written with other operations: from the gradients of the outputs to those of the
    /// operands.</summary>
    public virtual void Gradient(GradientScope g) => throw new InvalidOperationException($"{Name} has no gradient.");

    /// <summary>An error of the shape rule, placed at this operation.</summary>
    protected ShapeException Mismatch(string problem) => new(Name, problem);
}
