
namespace Valence.Models;

/// <summary>Arithmetic of places of a graph with others, arrays and numbers, beside the operators.</summary>
public static class ArithmeticOps
{
    extension(SymbolicTensor x)
    {
        /// <summary><c>x + other</c>, element by element.</summary>
        public SymbolicTensor Add(Term other) => OperationUse.One("numpy.Add", x, other);

        /// <summary><c>x − other</c>, element by element.</summary>
        public SymbolicTensor Subtract(Term other) => OperationUse.One("numpy.Subtract", x, other);

        /// <summary><c>x · other</c>, element by element.</summary>
        public SymbolicTensor Multiply(Term other) => OperationUse.One("numpy.Multiply", x, other);

        /// <summary><c>x / other</c>, element by element; integers give floats.</summary>
        public SymbolicTensor Divide(Term other) => OperationUse.One("numpy.Divide", x, other);

        /// <summary><c>x / other</c>, element by element; integers give floats.</summary>
        public SymbolicTensor TrueDivide(Term other) => OperationUse.One("numpy.TrueDivide", x, other);

        /// <summary><c>x / other</c>, 0 where the divisor is 0.</summary>
        public SymbolicTensor DivideNoNan(Term other) => OperationUse.One("numpy.DivideNoNan", x, other);

        /// <summary>The largest whole number that is not above the quotient: Python's <c>//</c>.</summary>
        public SymbolicTensor FloorDivide(Term other) => OperationUse.One("numpy.FloorDivide", x, other);

        /// <summary>What is left of whole multiples, with the sign of the divisor: Python's <c>%</c>.</summary>
        public SymbolicTensor Mod(Term other) => OperationUse.One("numpy.Mod", x, other);

        /// <summary>What is left of whole multiples, with the sign of <paramref name="x"/>.</summary>
        public SymbolicTensor Fmod(Term other) => OperationUse.One("numpy.Fmod", x, other);

        /// <summary><c>x</c> to the power of the exponent, element by element.</summary>
        public SymbolicTensor Power(Term exponent) => OperationUse.One("numpy.Power", x, exponent);

        /// <summary>The larger element.</summary>
        public SymbolicTensor Maximum(Term other) => OperationUse.One("numpy.Maximum", x, other);

        /// <summary>The smaller element.</summary>
        public SymbolicTensor Minimum(Term other) => OperationUse.One("numpy.Minimum", x, other);

        /// <summary>The larger element; a number rather than NaN.</summary>
        public SymbolicTensor Fmax(Term other) => OperationUse.One("numpy.Fmax", x, other);

        /// <summary>The smaller element; a number rather than NaN.</summary>
        public SymbolicTensor Fmin(Term other) => OperationUse.One("numpy.Fmin", x, other);

        /// <summary>The angle of the point with ordinate x and abscissa other, from −π to π.</summary>
        public SymbolicTensor Arctan2(Term other) => OperationUse.One("numpy.Arctan2", x, other);

        /// <summary><c>√(x² + other²)</c>.</summary>
        public SymbolicTensor Hypot(Term other) => OperationUse.One("numpy.Hypot", x, other);

        /// <summary><c>ln(eˣ + e^other)</c>.</summary>
        public SymbolicTensor Logaddexp(Term other) => OperationUse.One("numpy.Logaddexp", x, other);

        /// <summary><c>log₂(2ˣ + 2^other)</c>.</summary>
        public SymbolicTensor Logaddexp2(Term other) => OperationUse.One("numpy.Logaddexp2", x, other);

        /// <summary>0 below 0, 1 above, and <paramref name="atZero"/> at 0.</summary>
        public SymbolicTensor Heaviside(Term atZero) => OperationUse.One("numpy.Heaviside", x, atZero);

        /// <summary><c>x · 2^exponent</c> with whole exponents.</summary>
        public SymbolicTensor Ldexp(Term exponent) => OperationUse.One("numpy.Ldexp", x, exponent);
    }
}
