namespace Valence.Operations;

/// <summary>Normalizations as methods of a call.</summary>
public static class NormalizationCalls
{
    extension(CallContext call)
    {
        /// <summary><paramref name="x"/> divided by its Euclidean length over <paramref name="axes"/>, or by
        /// <paramref name="epsilon"/> where it is shorter.</summary>
        public Tensor UnitLength(Tensor x, float epsilon, params ReadOnlySpan<int> axes)
        {
            // The bound is inside the root, whose slope is infinite at 0.
            var square = call.Maximum(call.Sum(call.Square(x), true, axes), call.Scalar(epsilon * epsilon));
            return call.Divide(x, call.Sqrt(square));
        }

        /// <summary>The rows of <paramref name="x"/>, each less its mean and divided by <c>√(variance + epsilon)</c>,
        /// then scaled and shifted.</summary>
        /// <param name="x"><c>[…, n]</c>.</param>
        /// <param name="scale"><c>[n]</c> or null.</param>
        /// <param name="offset"><c>[n]</c> or null.</param>
        /// <param name="operation">The operation with its epsilon.</param>
        public Tensor LayerNorm(LayerNorm operation, Tensor x, Tensor? scale, Tensor? offset) =>
            call.Run(operation, x, scale, offset);
    }
}
