
namespace Valence.Models;

/// <summary>Functions of each element by itself; the shape stays.</summary>
public static class ElementwiseOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>The absolute value.</summary>
        public SymbolicTensor Abs() => OperationUse.One("numpy.Abs", x);

        /// <summary>The absolute value.</summary>
        public SymbolicTensor Absolute() => OperationUse.One("numpy.Absolute", x);

        /// <summary>The absolute value as a float.</summary>
        public SymbolicTensor Fabs() => OperationUse.One("numpy.Fabs", x);

        /// <summary>The opposite: <c>−x</c>.</summary>
        public SymbolicTensor Negative() => OperationUse.One("numpy.Negative", x);

        /// <summary>−1, 0 or 1 with the sign of the element.</summary>
        public SymbolicTensor Sign() => OperationUse.One("numpy.Sign", x);

        /// <summary><c>x²</c>.</summary>
        public SymbolicTensor Square() => OperationUse.One("numpy.Square", x);

        /// <summary><c>1 / x</c> of floats.</summary>
        public SymbolicTensor Reciprocal() => OperationUse.One("numpy.Reciprocal", x);

        /// <summary><c>√x</c>.</summary>
        public SymbolicTensor Sqrt() => OperationUse.One("numpy.Sqrt", x);

        /// <summary><c>1 / √x</c>.</summary>
        public SymbolicTensor Rsqrt() => OperationUse.One("math.Rsqrt", x);

        /// <summary>The cubic root.</summary>
        public SymbolicTensor Cbrt() => OperationUse.One("numpy.Cbrt", x);

        /// <summary><c>eˣ</c>.</summary>
        public SymbolicTensor Exp() => OperationUse.One("numpy.Exp", x);

        /// <summary><c>2ˣ</c>.</summary>
        public SymbolicTensor Exp2() => OperationUse.One("numpy.Exp2", x);

        /// <summary><c>eˣ − 1</c>, exact for small x.</summary>
        public SymbolicTensor Expm1() => OperationUse.One("numpy.Expm1", x);

        /// <summary>The natural logarithm.</summary>
        public SymbolicTensor Log() => OperationUse.One("numpy.Log", x);

        /// <summary><c>ln(1 + x)</c>, exact for small x.</summary>
        public SymbolicTensor Log1p() => OperationUse.One("numpy.Log1p", x);

        /// <summary>The logarithm to the base 2.</summary>
        public SymbolicTensor Log2() => OperationUse.One("numpy.Log2", x);

        /// <summary>The logarithm to the base 10.</summary>
        public SymbolicTensor Log10() => OperationUse.One("numpy.Log10", x);

        /// <summary>The sine of an angle in radians.</summary>
        public SymbolicTensor Sin() => OperationUse.One("numpy.Sin", x);

        /// <summary>The cosine of an angle in radians.</summary>
        public SymbolicTensor Cos() => OperationUse.One("numpy.Cos", x);

        /// <summary>The tangent of an angle in radians.</summary>
        public SymbolicTensor Tan() => OperationUse.One("numpy.Tan", x);

        /// <summary><c>sin(πx) / πx</c>, 1 at 0.</summary>
        public SymbolicTensor Sinc() => OperationUse.One("numpy.Sinc", x);

        /// <summary>The angle whose sine it is.</summary>
        public SymbolicTensor Arcsin() => OperationUse.One("numpy.Arcsin", x);

        /// <summary>The angle whose cosine it is.</summary>
        public SymbolicTensor Arccos() => OperationUse.One("numpy.Arccos", x);

        /// <summary>The angle whose tangent it is.</summary>
        public SymbolicTensor Arctan() => OperationUse.One("numpy.Arctan", x);

        /// <summary>The hyperbolic sine.</summary>
        public SymbolicTensor Sinh() => OperationUse.One("numpy.Sinh", x);

        /// <summary>The hyperbolic cosine.</summary>
        public SymbolicTensor Cosh() => OperationUse.One("numpy.Cosh", x);

        /// <summary>The hyperbolic tangent.</summary>
        public SymbolicTensor Tanh() => OperationUse.One("numpy.Tanh", x);

        /// <summary>The inverse of the hyperbolic sine.</summary>
        public SymbolicTensor Arcsinh() => OperationUse.One("numpy.Arcsinh", x);

        /// <summary>The inverse of the hyperbolic cosine.</summary>
        public SymbolicTensor Arccosh() => OperationUse.One("numpy.Arccosh", x);

        /// <summary>The inverse of the hyperbolic tangent.</summary>
        public SymbolicTensor Arctanh() => OperationUse.One("numpy.Arctanh", x);

        /// <summary>Degrees as radians.</summary>
        public SymbolicTensor Deg2rad() => OperationUse.One("numpy.Deg2rad", x);

        /// <summary>Radians as degrees.</summary>
        public SymbolicTensor Rad2deg() => OperationUse.One("numpy.Rad2deg", x);

        /// <summary>The largest whole number that is not above.</summary>
        public SymbolicTensor Floor() => OperationUse.One("numpy.Floor", x);

        /// <summary>The smallest whole number that is not below.</summary>
        public SymbolicTensor Ceil() => OperationUse.One("numpy.Ceil", x);

        /// <summary>The element without its fraction.</summary>
        public SymbolicTensor Trunc() => OperationUse.One("numpy.Trunc", x);

        /// <summary>The nearest number of so many decimals, the even one of two.</summary>
        public SymbolicTensor Round(int decimals = 0) => OperationUse.One("numpy.Round", [("decimals", decimals)], x);

        /// <summary>The elements, but at least min and at most max.</summary>
        public SymbolicTensor Clip(Term min, Term max) =>
            OperationUse.One("numpy.Clip", [("x_min", min), ("x_max", max)], x);

        /// <summary>The element itself; there are no complex ones.</summary>
        public SymbolicTensor Real() => OperationUse.One("numpy.Real", x);

        /// <summary>The element itself; there are no complex ones.</summary>
        public SymbolicTensor Conj() => OperationUse.One("numpy.Conj", x);

        /// <summary>The element itself; there are no complex ones.</summary>
        public SymbolicTensor Conjugate() => OperationUse.One("numpy.Conjugate", x);

        /// <summary>The same elements.</summary>
        public SymbolicTensor Copy() => OperationUse.One("numpy.Copy", x);

        /// <summary>The error function.</summary>
        public SymbolicTensor Erf() => OperationUse.One("math.Erf", x);

        /// <summary>One less the error function.</summary>
        public SymbolicTensor Erfc() => OperationUse.One("math.Erfc", x);

        /// <summary>Numbers in place of NaN and of the infinities; of these the largest there are where null.</summary>
        public SymbolicTensor NanToNum(double nan = 0, double? posInf = null, double? negInf = null) =>
            OperationUse.One("numpy.NanToNum", [("nan", (double?)nan), ("posinf", posInf), ("neginf", negInf)], x);

        /// <summary>The elements as another type of Keras', such as <c>int32</c>.</summary>
        public SymbolicTensor Cast(string dtype) => OperationUse.One("core.Cast", [("dtype", dtype)], x);

        /// <summary>The elements, as another type where one is given.</summary>
        public SymbolicTensor ConvertToTensor(string? dtype = null) =>
            OperationUse.One("core.ConvertToTensor", [("dtype", dtype)], x);

        /// <summary>The elements, as another type where one is given.</summary>
        public SymbolicTensor Array(string? dtype = null) => OperationUse.One("numpy.Array", [("dtype", dtype)], x);

        /// <summary>The elements, which gradients do not pass.</summary>
        public SymbolicTensor StopGradient() => OperationUse.One("core.StopGradient", x);
    }
}
