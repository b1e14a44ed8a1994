namespace Valence.Operations;

/// <summary>The gradient of a product <c>x · b</c> with respect to the rows of a table that x consists of, summed where
/// a row occurs more than once.</summary>
/// <remarks>
/// Operands: the gradient of the product <c>dy [m, n]</c>; <c>b [p·w, n]</c>, so that a row of x is p rows of the
/// table, each of width w; the numbers of those rows, m·p integers from 0 to count − 1;
/// and integers <c>[count]</c>, whose length alone matters. Result: <c>[count, w]</c>, the sum of <c>(dy · bᵀ)</c>'s
/// parts by number.
/// </remarks>
public sealed class MatMulRowSums : Operation
{
    internal static readonly MatMulRowSums Instance = new();

    internal const int Dy = 0, B = 1, Numbers = 2, Distinct = 3;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index >= Numbers ? [ElementType.Int32] : [ElementType.Float32];

    /// <summary>How many rows of the table a row of x is, and how wide they are.</summary>
    public static (int Places, int Width) Sizes(Operands x)
    {
        var places = x[Numbers].Count / x[Dy].Shape[0];
        return (places, x[B].Shape[0] / places);
    }

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[Dy].Shape is not [var m, var n] || m == 0 || x[B].Shape is not [var k, var columns] || columns != n)
            throw Mismatch($"expected a gradient [m, n] and a matrix [k, n], received {x[Dy].Shape} and {x[B].Shape}");
        var numbers = x[Numbers].Count;
        if (numbers == 0 || numbers % m != 0 || k % (numbers / m) != 0)
            throw Mismatch($"expected numbers of equal parts of {m} rows of {k}, received {x[Numbers].Shape}");
        if (x[Distinct].Shape is not [var count])
            throw Mismatch($"expected a vector of the distinct rows, received {x[Distinct].Shape}");
        y[0] = new([count, k / (numbers / m)], MostRows: x[Distinct].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (places, width) = Sizes(x);
        var dy = x[Dy].Floats;
        var b = x[B].Floats;
        var numbers = x[Numbers].Ints;
        var sums = y[0].Overwrite<float>();
        var n = x[Dy].Shape[1];
        sums.Clear();
        for (var i = 0; i < numbers.Length; i++)
        {
            var row = dy.Slice(i / places * n, n);
            for (var j = 0; j < width; j++)
                for (var l = 0; l < n; l++) sums[numbers[i] * width + j] +=
                    row[l] * b[(i % places * width + j) * n + l];
        }
    }
}
