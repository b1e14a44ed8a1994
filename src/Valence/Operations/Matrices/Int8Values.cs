using Valence.Kernels;

namespace Valence.Operations;

/// <summary>What a matrix of int8 stands for, as floats <c>[k, n]</c>: each number divided by the scale of its
/// column.</summary>
/// <remarks>Operands: the matrix as int32 <c>[⌈n/16⌉, ⌈k/4⌉, 16]</c>, four numbers of a column in each; scales
/// <c>[n]</c>.</remarks>
public sealed class Int8Values : Operation
{
    /// <param name="rows">How many rows the matrix has.</param>
    internal Int8Values(int rows) => Rows = rows;

    /// <summary>How many rows the matrix has.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 0 ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[1].Shape is not [var n]) throw Mismatch($"expected a scale of each column, received {x[1].Shape}");
        RequireMatrix(this, x[0].Shape, Rows, n);
        y[0] = new([Rows, n]);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var matrix = x[0].Ints;
        var scales = x[1].Floats;
        var to = y[0].Overwrite<float>();
        for (var i = 0; i < Rows; i++)
            for (var j = 0; j < scales.Length; j++)
                to[i * scales.Length + j] = Number(matrix, i, j, Rows) / scales[j];
    }

    /// <summary>The number of a row and a column of a matrix of so many rows.</summary>
    internal static int Number(ReadOnlySpan<int> matrix, int row, int column, int rows) =>
        Int8Order.Number(matrix[Int8Order.Place(row, column, Int8Order.Groups(rows))], row);

    /// <summary>Refuses another shape than that of a matrix of so many rows and columns.</summary>
    internal static void RequireMatrix(Operation operation, Shape found, int rows, int columns)
    {
        Shape expected = [Int8Order.Panels(columns), Int8Order.Groups(rows), Int8Order.PanelColumns];
        if (found != expected)
            throw new ShapeException(operation.Name, $"expected {rows} rows of {columns} numbers of int8 as "
                + $"{expected}, received {found}");
    }
}
