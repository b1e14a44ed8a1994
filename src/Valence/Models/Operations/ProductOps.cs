
namespace Valence.Models;

/// <summary>Sums of products.</summary>
public static class ProductOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>The matrix product of the last two axes; leading axes broadcast.</summary>
        public SymbolicTensor MatMul(Term other) => OperationUse.One("numpy.Matmul", x, other);

        /// <summary>The sum of products over the last axis of x and the last but one of the other.</summary>
        public SymbolicTensor Dot(Term other) => OperationUse.One("numpy.Dot", x, other);

        /// <summary>The sum of products over the last axes.</summary>
        public SymbolicTensor Inner(Term other) => OperationUse.One("numpy.Inner", x, other);

        /// <summary>The sum of products over the last axes of x and the first of the other.</summary>
        public SymbolicTensor TensorDot(Term other, int axes = 2) =>
            OperationUse.One("numpy.Tensordot", [("axes", axes)], x, other);

        /// <summary>The sum of products over axes of both.</summary>
        public SymbolicTensor TensorDot(Term other, Axes axes, Axes otherAxes) =>
            OperationUse.One("numpy.Tensordot", [("axes", new Argument.List([axes, otherAxes]))], x, other);

        /// <summary>The product of each element with each.</summary>
        public SymbolicTensor Outer(Term other) => OperationUse.One("numpy.Outer", x, other);

        /// <summary>The sum of products of all elements.</summary>
        public SymbolicTensor Vdot(Term other) => OperationUse.One("numpy.Vdot", x, other);

        /// <summary>The Euclidean distance of each row to each.</summary>
        public SymbolicTensor CDist(Term other) => OperationUse.One("math.CDist", x, other);
    }
}
