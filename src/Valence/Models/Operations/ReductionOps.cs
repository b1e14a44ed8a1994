
namespace Valence.Models;

/// <summary>Sums, extremes and their kind over axes, which disappear or stay with length 1.</summary>
public static class ReductionOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>The sum; of bools how many are true.</summary>
        public SymbolicTensor Sum(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Sum", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The mean.</summary>
        public SymbolicTensor Mean(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Mean", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The largest element, at least <paramref name="initial"/> where given.</summary>
        public SymbolicTensor Max(Axes axis = default, bool keepDims = false, Term initial = default) =>
            OperationUse.One("numpy.Max", [("axis", axis), ("keepdims", keepDims), ("initial", initial)], x);

        /// <summary>The smallest element, at most <paramref name="initial"/> where given.</summary>
        public SymbolicTensor Min(Axes axis = default, bool keepDims = false, Term initial = default) =>
            OperationUse.One("numpy.Min", [("axis", axis), ("keepdims", keepDims), ("initial", initial)], x);

        /// <summary>The largest element.</summary>
        public SymbolicTensor Amax(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Amax", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The smallest element.</summary>
        public SymbolicTensor Amin(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Amin", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The largest less the smallest element.</summary>
        public SymbolicTensor Ptp(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Ptp", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The product.</summary>
        public SymbolicTensor Prod(Axes axis = default, bool keepDims = false, string? dtype = null) =>
            OperationUse.One("numpy.Prod", [("axis", axis), ("keepdims", keepDims), ("dtype", dtype)], x);

        /// <summary>The standard deviation, by the number of elements.</summary>
        public SymbolicTensor Std(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Std", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The variance, by the number of elements.</summary>
        public SymbolicTensor Var(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Var", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>Whether all are true (not 0).</summary>
        public SymbolicTensor All(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.All", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>Whether one is true (not 0).</summary>
        public SymbolicTensor Any(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Any", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>How many are not 0.</summary>
        public SymbolicTensor CountNonzero(Axes axis = default) =>
            OperationUse.One("numpy.CountNonzero", [("axis", axis)], x);

        /// <summary>The mean, weighted where weights are given.</summary>
        public SymbolicTensor Average(int? axis = null, Term weights = default) =>
            OperationUse.One("numpy.Average", [("axis", axis)], x, weights);

        /// <summary>The middle element, or the mean of the two.</summary>
        public SymbolicTensor Median(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Median", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary><c>ln Σ eˣ</c>.</summary>
        public SymbolicTensor LogSumExp(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("math.Logsumexp", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The position of the largest element, the first among equals.</summary>
        public SymbolicTensor ArgMax(int? axis = null, bool keepDims = false) =>
            OperationUse.One("numpy.Argmax", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The position of the smallest element, the first among equals.</summary>
        public SymbolicTensor ArgMin(int? axis = null, bool keepDims = false) =>
            OperationUse.One("numpy.Argmin", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The sums of each element and all before it.</summary>
        public SymbolicTensor CumSum(int? axis = null, string? dtype = null) =>
            OperationUse.One("numpy.Cumsum", [("axis", axis), ("dtype", dtype)], x);

        /// <summary>The products of each element and all before it.</summary>
        public SymbolicTensor CumProd(int? axis = null, string? dtype = null) =>
            OperationUse.One("numpy.Cumprod", [("axis", axis), ("dtype", dtype)], x);

        /// <summary>Each element less the one before, n times.</summary>
        public SymbolicTensor Diff(int n = 1, int axis = -1) =>
            OperationUse.One("numpy.Diff", [("n", n), ("axis", axis)], x);

        /// <summary>The integral along an axis by trapezoids.</summary>
        public SymbolicTensor Trapezoid(Term positions = default, double dx = 1, int axis = -1) =>
            OperationUse.One("numpy.Trapezoid", [("x", positions), ("dx", (double?)dx), ("axis", axis)], x);

        /// <summary>The norm of vectors (one axis) or matrices (two); Euclidean where no order is given.</summary>
        public SymbolicTensor Norm(double? order = null, Axes axis = default, bool keepDims = false) =>
            OperationUse.One("linalg.Norm", [("ord", order), ("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The sum of what is not NaN.</summary>
        public SymbolicTensor NanSum(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nansum", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The product of what is not NaN.</summary>
        public SymbolicTensor NanProd(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanprod", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The largest of what is not NaN.</summary>
        public SymbolicTensor NanMax(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanmax", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The smallest of what is not NaN.</summary>
        public SymbolicTensor NanMin(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanmin", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The mean of what is not NaN.</summary>
        public SymbolicTensor NanMean(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanmean", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The variance of what is not NaN.</summary>
        public SymbolicTensor NanVar(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanvar", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>The standard deviation of what is not NaN.</summary>
        public SymbolicTensor NanStd(Axes axis = default, bool keepDims = false) =>
            OperationUse.One("numpy.Nanstd", [("axis", axis), ("keepdims", keepDims)], x);

        /// <summary>Cumulative sums with NaN as 0.</summary>
        public SymbolicTensor NanCumSum(int? axis = null, string? dtype = null) =>
            OperationUse.One("numpy.Nancumsum", [("axis", axis), ("dtype", dtype)], x);

        /// <summary>Cumulative products with NaN as 1.</summary>
        public SymbolicTensor NanCumProd(int? axis = null, string? dtype = null) =>
            OperationUse.One("numpy.Nancumprod", [("axis", axis), ("dtype", dtype)], x);
    }
}
