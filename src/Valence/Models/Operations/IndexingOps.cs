
namespace Valence.Models;

/// <summary>Choosing elements by position, and putting them there.</summary>
public static class IndexingOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>Positions of an axis in the order of integers, whose axes take its place.</summary>
        public SymbolicTensor Take(Term indices, int? axis = null) =>
            OperationUse.One("numpy.Take", [("axis", axis)], x, indices);

        /// <summary>Elements of an axis by positions of their own in each row.</summary>
        public SymbolicTensor TakeAlongAxis(Term indices, int? axis = null) =>
            OperationUse.One("numpy.TakeAlongAxis", [("axis", axis)], x, indices);

        /// <summary>A block of a shape from a position on.</summary>
        public SymbolicTensor Slice(Shape start, Shape shape) =>
            OperationUse.One("core.Slice", [("shape", shape)], x, start);

        /// <summary>The elements with a block put in at a position.</summary>
        public SymbolicTensor SliceUpdate(Shape start, Term updates) =>
            OperationUse.One("core.SliceUpdate", x, start, updates);

        /// <summary>Zeros to which values are added at the positions x.</summary>
        public SymbolicTensor Scatter(Term values, Shape shape) =>
            OperationUse.One("core.Scatter", [("shape", shape)], x, values);

        /// <summary>1 at the position of a class, 0 elsewhere, on a new axis.</summary>
        public SymbolicTensor OneHot(int numClasses, int axis = -1, string? dtype = null) =>
            OperationUse.One("nn.OneHot", [("num_classes", numClasses), ("axis", axis), ("dtype", dtype)], x);

        /// <summary>1 at the positions of all classes of a row.</summary>
        public SymbolicTensor MultiHot(int numClasses, int axis = -1, string? dtype = null) =>
            OperationUse.One("nn.MultiHot", [("num_classes", numClasses), ("axis", axis), ("dtype", dtype)], x);

        /// <summary>The sums of rows by segment.</summary>
        public SymbolicTensor SegmentSum(Term segmentIds, int numSegments, bool sorted = false) =>
            OperationUse.One("math.SegmentSum", [("num_segments", numSegments), ("sorted", sorted)], x, segmentIds);

        /// <summary>The largest of rows by segment.</summary>
        public SymbolicTensor SegmentMax(Term segmentIds, int numSegments, bool sorted = false) =>
            OperationUse.One("math.SegmentMax", [("num_segments", numSegments), ("sorted", sorted)], x, segmentIds);

        /// <summary>The smallest of rows by segment.</summary>
        public SymbolicTensor SegmentMin(Term segmentIds, int numSegments, bool sorted = false) =>
            OperationUse.One("math.SegmentMin", [("num_segments", numSegments), ("sorted", sorted)], x, segmentIds);

        /// <summary>The products of rows by segment.</summary>
        public SymbolicTensor SegmentProd(Term segmentIds, int numSegments, bool sorted = false) =>
            OperationUse.One("math.SegmentProd", [("num_segments", numSegments), ("sorted", sorted)], x, segmentIds);

        /// <summary>The position on each axis of a shape of elements counted in a row.</summary>
        public IReadOnlyList<SymbolicTensor> UnravelIndex(Shape shape) =>
            OperationUse.Many("numpy.UnravelIndex", [("shape", shape)], x);

        /// <summary>Windows of the last axis.</summary>
        public SymbolicTensor ExtractSequences(int sequenceLength, int sequenceStride) =>
            OperationUse.One("math.ExtractSequences", [("sequence_length", sequenceLength),
                ("sequence_stride", sequenceStride)], x);
    }
}
