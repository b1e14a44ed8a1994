using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Products with matrices of int8 by <see cref="Int8Product"/>.</summary>
internal static class Int8MatMulKernel
{
    public static void Run(Operands x, Tensor y, Workers workers) =>
        Int8Product.Multiply(x[Int8MatMul.X].Floats, x[Int8MatMul.X].Shape[^1], x[Int8MatMul.Matrix].Ints,
            x[Int8MatMul.Scales].Floats, x.FloatsOrEmpty(Int8MatMul.Bias), y.Overwrite<float>(), workers);
}
