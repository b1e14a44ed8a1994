namespace Valence.Kernels;

/// <summary>A matrix product <c>C[m, n] = A[m, k] · B[k, n]</c>, all row-major.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">Length of the inner axis.</param>
internal readonly record struct GemmShape(int M, int N, int K)
{
    /// <summary>Whether A is stored as <c>[k, m]</c>.</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether B is stored as <c>[n, k]</c>.</summary>
    public bool TransposeB { get; init; }

    /// <summary>Whether the product is added to what C holds; otherwise it replaces it.</summary>
    public bool Accumulate { get; init; }

    /// <summary>Distance between stored rows of A; 0 when they are adjacent.</summary>
    public int StrideA { get; init; }

    /// <summary>Distance between stored rows of B; 0 when they are adjacent.</summary>
    public int StrideB { get; init; }

    /// <summary>Distance between rows of C; 0 when they are adjacent.</summary>
    public int StrideC { get; init; }

    internal int RowA => StrideA != 0 ? StrideA : TransposeA ? M : K;

    internal int RowB => StrideB != 0 ? StrideB : TransposeB ? K : N;

    internal int RowC => StrideC != 0 ? StrideC : N;

    internal long LengthA => Extent(TransposeA ? K : M, TransposeA ? M : K, RowA);

    internal long LengthB => Extent(TransposeB ? N : K, TransposeB ? K : N, RowB);

    internal long LengthC => Extent(M, N, RowC);

    private static long Extent(int rows, int columns, int row) =>
        rows == 0 || columns == 0 ? 0 : (long)(rows - 1) * row + columns;
}
