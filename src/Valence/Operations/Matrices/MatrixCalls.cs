namespace Valence.Operations;

/// <summary>Matrix operations as methods of a call.</summary>
public static class MatrixCalls
{
    extension(CallContext call)
    {
        /// <inheritdoc cref="Operations.MatMul"/>
        public Tensor MatMul(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false) =>
            call.Run(Operations.MatMul.For(transposeA, transposeB), a, b);

        /// <summary>The affine map of the last axis: <c>x · kernel + bias</c>, without the bias where it is
        /// null.</summary>
        /// <param name="x"><c>[…, inputDim]</c>; a vector counts as one row.</param>
        /// <param name="kernel"><c>[inputDim, units]</c>.</param>
        /// <param name="bias"><c>[units]</c> or null.</param>
        public Tensor Affine(Tensor x, Tensor kernel, Tensor? bias) =>
            call.Run(Operations.MatMul.For(false, false), x, kernel, bias);
    }
}
