
namespace Valence.Models;

/// <summary>Operations of <c>keras.ops</c> on several places of a graph, and those with a number in the first
/// place.</summary>
/// <remarks>All others are methods of <see cref="SymbolicTensor"/>: <c>x.Mean(axis: 1)</c>.</remarks>
public static class Ops
{
    /// <summary>The tensors one after another along an axis.</summary>
    public static SymbolicTensor Concatenate(IEnumerable<SymbolicTensor> tensors, int axis = 0) =>
        OperationUse.One("numpy.Concatenate", [("axis", axis)], Argument.Of(tensors));

    /// <summary>Tensors of one shape along a new axis.</summary>
    public static SymbolicTensor Stack(IEnumerable<SymbolicTensor> tensors, int axis = 0) =>
        OperationUse.One("numpy.Stack", [("axis", axis)], Argument.Of(tensors));

    /// <summary>The tensors side by side, along the second axis; vectors along the first.</summary>
    public static SymbolicTensor Hstack(IEnumerable<SymbolicTensor> tensors) =>
        OperationUse.One("numpy.Hstack", Argument.Of(tensors));

    /// <summary>The tensors below each other, along the first axis; vectors as rows.</summary>
    public static SymbolicTensor Vstack(IEnumerable<SymbolicTensor> tensors) =>
        OperationUse.One("numpy.Vstack", Argument.Of(tensors));

    /// <summary>The tensors behind each other, along the third axis.</summary>
    public static SymbolicTensor Dstack(IEnumerable<SymbolicTensor> tensors) =>
        OperationUse.One("numpy.Dstack", Argument.Of(tensors));

    /// <summary>The sums of products that letters say, such as <c>bij,bjk->bik</c>; <c>...</c> stands for any
    /// axes.</summary>
    public static SymbolicTensor Einsum(string subscripts, params IEnumerable<SymbolicTensor> operands) =>
        OperationUse.One("numpy.Einsum", [("subscripts", Require.NotNull(subscripts))],
            [.. operands.Select(operand => new Argument.Symbol(operand))]);

    /// <summary>The coordinates of a grid whose axes are vectors.</summary>
    /// <param name="vectors">One vector an axis.</param>
    /// <param name="indexing"><c>xy</c> exchanges the first two axes, <c>ij</c> does not.</param>
    public static IReadOnlyList<SymbolicTensor> Meshgrid(IEnumerable<SymbolicTensor> vectors,
        string indexing = "xy") => OperationUse.Many("numpy.Meshgrid", [("indexing", indexing)],
            [.. vectors.Select(vector => new Argument.Symbol(vector))]);

    /// <summary>The choice of the first condition that holds, <paramref name="otherwise"/> where none does.</summary>
    public static SymbolicTensor Select(IEnumerable<SymbolicTensor> conditions, IEnumerable<SymbolicTensor> choices,
        Term otherwise = default) => OperationUse.One("numpy.Select", Argument.Of(conditions), Argument.Of(choices),
            otherwise);

    /// <summary>A base to the power of each element.</summary>
    public static SymbolicTensor Power(Term value, SymbolicTensor exponent) =>
        OperationUse.One("numpy.Power", value, exponent);

    /// <summary>The largest whole number that is not above the quotient.</summary>
    public static SymbolicTensor FloorDivide(Term value, SymbolicTensor divisor) =>
        OperationUse.One("numpy.FloorDivide", value, divisor);

    /// <summary>Zeros of the padded shape around the elements, or other values.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="widths">How many positions before and after each axis; one pair for all axes.</param>
    /// <param name="mode"><c>constant</c>, <c>reflect</c>, <c>symmetric</c> or <c>edge</c>.</param>
    /// <param name="value">The constant; 0 where none is given.</param>
    public static SymbolicTensor Pad(this SymbolicTensor x, IEnumerable<(int Before, int After)> widths,
        string mode = "constant", Term value = default) => OperationUse.One("numpy.Pad",
            [("pad_width", new Argument.List([.. widths.Select(width => Argument.Of([width.Before, width.After]))])),
                ("mode", mode)], x, value);

    /// <summary>The elements of <paramref name="x"/> and of others one after another along an axis.</summary>
    public static SymbolicTensor Concatenate(this SymbolicTensor x, int axis,
        params IEnumerable<SymbolicTensor> others) => Concatenate(others.Prepend(x), axis);

    /// <summary>The k largest elements of the last axis, largest first, and their positions.</summary>
    public static (SymbolicTensor Values, SymbolicTensor Indices) TopK(this SymbolicTensor x, int k,
        bool sorted = true)
    {
        var results = OperationUse.Many("math.TopK", [("k", k), ("sorted", sorted)], x);
        return (results[0], results[1]);
    }

    /// <summary>Mean and variance over axes.</summary>
    public static (SymbolicTensor Mean, SymbolicTensor Variance) Moments(this SymbolicTensor x, Axes axes,
        bool keepDims = false)
    {
        var results = OperationUse.Many("nn.Moments", [("axes", axes), ("keepdims", keepDims)], x);
        return (results[0], results[1]);
    }
}
