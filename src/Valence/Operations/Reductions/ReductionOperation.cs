using System.Numerics;

namespace Valence.Operations;

/// <summary>One number for each group of elements that differ in some axes alone; these axes disappear, or stay with
/// length 1.</summary>
public abstract class ReductionOperation(int axes, bool keepDims) : Operation
{
    /// <summary>The axes that are reduced, one bit each, bit i for axis i.</summary>
    public int Axes { get; } = axes;

    /// <summary>Whether reduced axes stay with length 1.</summary>
    public bool KeepDims { get; } = keepDims;

    /// <summary>What an empty group gives, and where accumulation starts.</summary>
    protected abstract float Start { get; }

    /// <summary>What an empty group of integers gives, and where their accumulation starts.</summary>
    protected abstract int IntegerStart { get; }

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (32 - BitOperations.LeadingZeroCount((uint)Axes) > x[0].Shape.Rank)
            throw Mismatch($"expected the reduced axes to exist, received {x[0].Shape}");
        y[0] = new(Reduced(x[0].Shape, KeepDims), x[0].Type);
    }

    /// <inheritdoc/>
    public sealed override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var of = new Broadcast(Reduced(x[0].Shape, keepDims: true), x[0].Shape);
        if (y[0].Type == ElementType.Int32)
        {
            ReadOnlySpan<int> integers = x[0].Ints;
            var result = y[0].Overwrite<int>();
            result.Fill(IntegerStart);
            for (var i = 0; i < integers.Length; i++) result[of[i]] = Accumulate(result[of[i]], integers[i]);
            return;
        }
        ReadOnlySpan<float> from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        to.Fill(Start);
        for (var i = 0; i < from.Length; i++) to[of[i]] = Accumulate(to[of[i]], from[i]);
    }

    /// <summary>The group's number after one more element.</summary>
    protected abstract float Accumulate(float soFar, float element);

    /// <summary>The group's integer after one more element.</summary>
    protected abstract int Accumulate(int soFar, int element);

    /// <summary>The reduced shape of <paramref name="shape"/>.</summary>
    protected Shape Reduced(Shape shape, bool keepDims)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
            if ((Axes >> axis & 1) != 0) shape = keepDims ? shape.With(axis, 1) : shape.Remove(axis);
        return shape;
    }

    /// <summary>A tensor of the reduced shape (or its gradient) repeated to the operand's.</summary>
    protected Tensor Repeat(GradientScope g, Tensor reduced) =>
        g.Call.ExpandLike(g.Call.Reshape(reduced, Reduced(g.X[0].Shape, keepDims: true)), g.X[0]);
}
