namespace Valence.Operations;

/// <summary>Reductions as methods of a call.</summary>
public static class ReductionCalls
{
    extension(CallContext call)
    {
        /// <summary>The sum over <paramref name="axes"/> (all of them where none is given; negative ones count from the
        /// end).</summary>
        public Tensor Sum(Tensor x, bool keepDims = false, params ReadOnlySpan<int> axes) =>
            call.Run(SumOperation.For(Bits(x.Shape, axes), keepDims), x);

        /// <summary>The largest element over <paramref name="axes"/>.</summary>
        public Tensor Max(Tensor x, bool keepDims = false, params ReadOnlySpan<int> axes) =>
            call.Run(Operations.Max.For(Bits(x.Shape, axes), keepDims), x);

        /// <summary>The mean over <paramref name="axes"/>; NaN of no elements.</summary>
        public Tensor Mean(Tensor x, bool keepDims = false, params ReadOnlySpan<int> axes)
        {
            var sum = call.Sum(x, keepDims, axes);
            return call.Divide(sum, call.Scalar(sum.Count == 0 ? 1 : x.Count / sum.Count));
        }

        /// <inheritdoc cref="Operations.MaskedSum"/>
        public Tensor MaskedSum(Tensor x, Tensor mask) => call.Run(Operations.MaskedSum.Instance, x, mask);

        /// <summary>The sum over the axes along which <paramref name="like"/> was repeated to the shape of
        /// <paramref name="x"/>.</summary>
        public Tensor SumTo(Tensor x, Tensor like) =>
            x.Shape == like.Shape ? x : call.Run(Operations.SumTo.Instance, x, like);

        /// <inheritdoc cref="Operations.ArgMax"/>
        public Tensor ArgMax(Tensor x) => call.Run(Operations.ArgMax.Instance, x);

        /// <inheritdoc cref="Operations.SoftmaxOperation"/>
        public Tensor Softmax(Tensor x) => call.Run(Operations.SoftmaxOperation.Instance, x);

        /// <inheritdoc cref="Operations.LogSoftmax"/>
        public Tensor LogSoftmax(Tensor x) => call.Run(Operations.LogSoftmax.Instance, x);
    }

    private static int Bits(Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty) return (1 << shape.Rank) - 1;
        var bits = 0;
        foreach (var axis in axes) bits |= 1 << shape.Axis(axis);
        return bits;
    }
}
