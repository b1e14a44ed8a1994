
namespace Valence.Models;

/// <summary>Moving, repeating and cutting elements.</summary>
public static class ShapingOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>The elements under another shape; one axis of −1 takes what is left. The batch is an axis like
        /// others.</summary>
        public SymbolicTensor Reshape(Shape shape) => OperationUse.One("numpy.Reshape", [("newshape", shape)], x);

        /// <summary>All elements in a row.</summary>
        public SymbolicTensor Ravel() => OperationUse.One("numpy.Ravel", x);

        /// <summary>The axes in another order; in reverse where none is given.</summary>
        public SymbolicTensor Transpose(Axes axes = default) =>
            OperationUse.One("numpy.Transpose", [("axes", axes)], x);

        /// <summary>Two axes exchanged.</summary>
        public SymbolicTensor SwapAxes(int axis1, int axis2) =>
            OperationUse.One("numpy.Swapaxes", [("axis1", axis1), ("axis2", axis2)], x);

        /// <summary>Axes moved to other places.</summary>
        public SymbolicTensor MoveAxis(Axes source, Axes destination) =>
            OperationUse.One("numpy.Moveaxis", [("source", source), ("destination", destination)], x);

        /// <summary>New axes of length 1.</summary>
        public SymbolicTensor ExpandDims(Axes axis) => OperationUse.One("numpy.ExpandDims", [("axis", axis)], x);

        /// <summary>The elements without axes of length 1.</summary>
        public SymbolicTensor Squeeze(Axes axis = default) => OperationUse.One("numpy.Squeeze", [("axis", axis)], x);

        /// <summary>The positions of axes, last first.</summary>
        public SymbolicTensor Flip(Axes axis = default) => OperationUse.One("numpy.Flip", [("axis", axis)], x);

        /// <summary>The positions of the second axis, last first.</summary>
        public SymbolicTensor FlipLr() => OperationUse.One("numpy.Fliplr", x);

        /// <summary>The positions of the first axis, last first.</summary>
        public SymbolicTensor FlipUd() => OperationUse.One("numpy.Flipud", x);

        /// <summary>A quarter turn in the plane of two axes, k times.</summary>
        public SymbolicTensor Rot90(int k = 1, Axes axes = default) =>
            OperationUse.One("numpy.Rot90", [("k", k),
                ("axes", axes.Argument is Argument.Nothing ? Argument.Of([0, 1]) : axes)], x);

        /// <summary>Elements moved along axes; those that leave come back at the other end.</summary>
        public SymbolicTensor Roll(Axes shift, Axes axis = default) =>
            OperationUse.One("numpy.Roll", [("shift", shift), ("axis", axis)], x);

        /// <summary>Each position several times in a row: <c>a, a, b, b</c>.</summary>
        public SymbolicTensor Repeat(Axes repeats, int? axis = null) =>
            OperationUse.One("numpy.Repeat", [("repeats", repeats), ("axis", axis)], x);

        /// <summary>The whole several times: <c>a, b, a, b</c>.</summary>
        public SymbolicTensor Tile(Axes repeats) => OperationUse.One("numpy.Tile", [("repeats", repeats)], x);

        /// <summary>The elements repeated to a shape; an axis of −1 stays as long as it is.</summary>
        public SymbolicTensor BroadcastTo(Shape shape) => OperationUse.One("numpy.BroadcastTo", [("shape", shape)], x);

        /// <summary>The two one after another, in a row where no axis is given.</summary>
        public SymbolicTensor Append(Term other, int? axis = null) =>
            OperationUse.One("numpy.Append", [("axis", axis)], x, other);

        /// <summary>So many equal parts, or parts between positions <c>[2, 5]</c>.</summary>
        public IReadOnlyList<SymbolicTensor> Split(Axes parts, int axis = 0) =>
            OperationUse.Many("numpy.Split", [("indices_or_sections", parts), ("axis", axis)], x);

        /// <summary>So many parts, the first ones longer by one where they are not equal.</summary>
        public IReadOnlyList<SymbolicTensor> ArraySplit(Axes parts, int axis = 0) =>
            OperationUse.Many("numpy.ArraySplit", [("indices_or_sections", parts), ("axis", axis)], x);

        /// <summary>Parts of the second axis.</summary>
        public IReadOnlyList<SymbolicTensor> Hsplit(Axes parts) =>
            OperationUse.Many("numpy.Hsplit", [("indices_or_sections", parts)], x);

        /// <summary>Parts of the first axis.</summary>
        public IReadOnlyList<SymbolicTensor> Vsplit(Axes parts) =>
            OperationUse.Many("numpy.Vsplit", [("indices_or_sections", parts)], x);

        /// <summary>Parts of the third axis.</summary>
        public IReadOnlyList<SymbolicTensor> Dsplit(Axes parts) =>
            OperationUse.Many("numpy.Dsplit", [("indices_or_sections", parts)], x);

        /// <summary>Each position of an axis by itself.</summary>
        public IReadOnlyList<SymbolicTensor> Unstack(int? num = null, int axis = 0) =>
            OperationUse.Many("core.Unstack", [("num", num), ("axis", axis)], x);

        /// <summary>Zeros of the same shape.</summary>
        public SymbolicTensor ZerosLike(string? dtype = null) =>
            OperationUse.One("numpy.ZerosLike", [("dtype", dtype)], x);

        /// <summary>Ones of the same shape.</summary>
        public SymbolicTensor OnesLike(string? dtype = null) =>
            OperationUse.One("numpy.OnesLike", [("dtype", dtype)], x);

        /// <summary>Zeros of the same shape, where Keras leaves open what is there.</summary>
        public SymbolicTensor EmptyLike(string? dtype = null) =>
            OperationUse.One("numpy.EmptyLike", [("dtype", dtype)], x);

        /// <summary>One value everywhere, of the same shape.</summary>
        public SymbolicTensor FullLike(Term value, string? dtype = null) =>
            OperationUse.One("numpy.FullLike", [("dtype", dtype)], x, value);

        /// <summary>The element everywhere in a shape.</summary>
        public SymbolicTensor Full(Shape shape, string? dtype = null) =>
            OperationUse.One("numpy.Full", [("shape", shape), ("dtype", dtype)], x);

        /// <summary>The last two axes on and below a diagonal, 0 elsewhere.</summary>
        public SymbolicTensor Tril(int k = 0) => OperationUse.One("numpy.Tril", [("k", k)], x);

        /// <summary>The last two axes on and above a diagonal, 0 elsewhere.</summary>
        public SymbolicTensor Triu(int k = 0) => OperationUse.One("numpy.Triu", [("k", k)], x);

        /// <summary>The diagonal of two axes, as the last axis.</summary>
        public SymbolicTensor Diagonal(int offset = 0, int axis1 = 0, int axis2 = 1) =>
            OperationUse.One("numpy.Diagonal", [("offset", offset), ("axis1", axis1), ("axis2", axis2)], x);

        /// <summary>The sum of a diagonal.</summary>
        public SymbolicTensor Trace(int offset = 0, int axis1 = 0, int axis2 = 1) =>
            OperationUse.One("numpy.Trace", [("offset", offset), ("axis1", axis1), ("axis2", axis2)], x);

        /// <summary>A vector on the diagonal of a matrix, or the diagonal of a matrix.</summary>
        public SymbolicTensor Diag(int k = 0) => OperationUse.One("numpy.Diag", [("k", k)], x);

        /// <summary>All elements on the diagonal of a matrix.</summary>
        public SymbolicTensor DiagFlat(int k = 0) => OperationUse.One("numpy.Diagflat", [("k", k)], x);

        /// <summary>How many elements there are.</summary>
        public SymbolicTensor Size() => OperationUse.One("numpy.Size", x);

        /// <summary>How many axes there are.</summary>
        public SymbolicTensor Ndim() => OperationUse.One("numpy.Ndim", x);
    }
}
