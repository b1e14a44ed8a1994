namespace Valence.Operations;

/// <summary>Activation functions with parameters, as methods of a call; most are made of other operations.</summary>
public static class ActivationCalls
{
    extension(CallContext call)
    {
        /// <inheritdoc cref="Operations.Expm1"/>
        public Tensor Expm1(Tensor x) => call.Run(Operations.Expm1.Instance, x);

        /// <inheritdoc cref="Operations.Sparsemax"/>
        public Tensor Sparsemax(Tensor x) => call.Run(Operations.Sparsemax.Instance, x);

        /// <summary><c>x</c> where positive, <c>slope · x</c> elsewhere.</summary>
        public Tensor LeakyRelu(Tensor x, float slope) =>
            call.Select(call.Greater(x, call.Scalar(0)), x, call.Scale(x, slope));

        /// <summary><c>x</c> where positive, <c>alpha (eˣ − 1)</c> elsewhere.</summary>
        public Tensor Elu(Tensor x, float alpha)
        {
            // Cut first: where x is large and not selected, the exponential would be infinite and spoil the gradient.
            var negative = call.Expm1(call.Minimum(x, call.Scalar(0)));
            return call.Select(call.Greater(x, call.Scalar(0)), x, call.Scale(negative, alpha));
        }

        /// <summary><c>max(x, 0) + alpha (e^(min(x, 0) / alpha) − 1)</c>.</summary>
        public Tensor Celu(Tensor x, float alpha)
        {
            var negative = call.Expm1(call.Scale(call.Minimum(x, call.Scalar(0)), 1 / alpha));
            return call.Add(call.Maximum(x, call.Scalar(0)), call.Scale(negative, alpha));
        }

        /// <inheritdoc cref="Operations.Gelu"/>
        public Tensor Gelu(Tensor x, bool approximate) =>
            call.Run(approximate ? Operations.Gelu.ByTanh : Operations.Gelu.Exact, x);

        /// <summary>0 below −3, 1 above 3, a straight line between.</summary>
        public Tensor HardSigmoid(Tensor x) =>
            call.Scale(call.Minimum(call.Relu(call.Shift(x, 3)), call.Scalar(6)), 1f / 6);

        /// <summary>The first half of the last axis times the sigmoid of the second half.</summary>
        /// <exception cref="ShapeException">The last axis has an odd length.</exception>
        public Tensor Glu(Tensor x)
        {
            var width = x.Shape[^1];
            if (width % 2 != 0)
                throw new ShapeException("glu", $"expected a last axis of even length, received {x.Shape}");
            return call.Multiply(call.Slice(x, -1, 0, width / 2),
                call.Sigmoid(call.Slice(x, -1, width / 2, width / 2)));
        }

        /// <summary><c>x</c> drawn towards 0 by <paramref name="threshold"/>; 0 within it.</summary>
        public Tensor SoftShrink(Tensor x, float threshold) =>
            call.Subtract(x, call.Clip(x, -threshold, threshold));

        /// <summary><c>x</c> where its magnitude exceeds <paramref name="threshold"/>, 0 elsewhere.</summary>
        public Tensor HardShrink(Tensor x, float threshold) =>
            call.Select(call.Greater(call.Abs(x), call.Scalar(threshold)), x, call.Scalar(0));

        /// <summary>0 up to −1, <c>(x + 1)² / 4</c> up to 1, <c>x</c> above.</summary>
        public Tensor SparsePlus(Tensor x)
        {
            var middle = call.Scale(call.Square(call.Shift(x, 1)), 0.25f);
            var upper = call.Select(call.Less(x, call.Scalar(1)), middle, x);
            return call.Select(call.LessEqual(x, call.Scalar(-1)), call.Scalar(0), upper);
        }

        /// <summary><c>x</c> where it exceeds <paramref name="threshold"/>, <paramref name="otherwise"/>
        /// elsewhere.</summary>
        public Tensor Threshold(Tensor x, float threshold, float otherwise) =>
            call.Select(call.Greater(x, call.Scalar(threshold)), x, call.Scalar(otherwise));
    }
}
