
namespace Valence.Models;

/// <summary>Comparison, logic and choice; answers are of Keras' type bool, 1 and 0 in memory.</summary>
public static class ComparisonOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>Where the elements are equal: Keras' <c>==</c>.</summary>
        public SymbolicTensor Equal(Term other) => OperationUse.One("numpy.Equal", x, other);

        /// <summary>Where the elements differ: Keras' <c>!=</c>.</summary>
        public SymbolicTensor NotEqual(Term other) => OperationUse.One("numpy.NotEqual", x, other);

        /// <summary>Where the first is larger.</summary>
        public SymbolicTensor Greater(Term other) => OperationUse.One("numpy.Greater", x, other);

        /// <summary>Where the first is at least the second.</summary>
        public SymbolicTensor GreaterEqual(Term other) => OperationUse.One("numpy.GreaterEqual", x, other);

        /// <summary>Where the first is smaller.</summary>
        public SymbolicTensor Less(Term other) => OperationUse.One("numpy.Less", x, other);

        /// <summary>Where the first is at most the second.</summary>
        public SymbolicTensor LessEqual(Term other) => OperationUse.One("numpy.LessEqual", x, other);

        /// <summary>Where both are true (not 0).</summary>
        public SymbolicTensor LogicalAnd(Term other) => OperationUse.One("numpy.LogicalAnd", x, other);

        /// <summary>Where one or both are true.</summary>
        public SymbolicTensor LogicalOr(Term other) => OperationUse.One("numpy.LogicalOr", x, other);

        /// <summary>Where one is true and the other is not.</summary>
        public SymbolicTensor LogicalXor(Term other) => OperationUse.One("numpy.LogicalXor", x, other);

        /// <summary>Where the elements are 0 or false.</summary>
        public SymbolicTensor LogicalNot() => OperationUse.One("numpy.LogicalNot", x);

        /// <summary>Where elements are no numbers.</summary>
        public SymbolicTensor IsNan() => OperationUse.One("numpy.Isnan", x);

        /// <summary>Where elements are infinite.</summary>
        public SymbolicTensor IsInf() => OperationUse.One("numpy.Isinf", x);

        /// <summary>Where elements are finite numbers.</summary>
        public SymbolicTensor IsFinite() => OperationUse.One("numpy.Isfinite", x);

        /// <summary>Where elements are +∞.</summary>
        public SymbolicTensor IsPosInf() => OperationUse.One("numpy.Isposinf", x);

        /// <summary>Where elements are −∞.</summary>
        public SymbolicTensor IsNegInf() => OperationUse.One("numpy.Isneginf", x);

        /// <summary>True everywhere; there are no complex elements.</summary>
        public SymbolicTensor IsReal() => OperationUse.One("numpy.Isreal", x);

        /// <summary>Where elements are negative, −0 among them.</summary>
        public SymbolicTensor SignBit() => OperationUse.One("numpy.Signbit", x);

        /// <summary>Where <c>|x − other| ≤ absolute + relative · |other|</c>.</summary>
        public SymbolicTensor IsClose(Term other, double relative = 1e-5, double absolute = 1e-8,
            bool equalNan = false) =>
            OperationUse.One("numpy.Isclose", [("equal_nan", equalNan)], x, other, (double?)relative,
                (double?)absolute);

        /// <summary>Where an element is among others (or is not, inverted).</summary>
        public SymbolicTensor IsIn(Term others, bool invert = false) =>
            OperationUse.One("numpy.IsIn", [("assume_unique", false), ("invert", invert)], x, others);

        /// <summary>The second where x is true (not 0), the third elsewhere.</summary>
        public SymbolicTensor Where(Term ifTrue, Term otherwise) =>
            OperationUse.One("numpy.Where", x, ifTrue, otherwise);
    }
}
