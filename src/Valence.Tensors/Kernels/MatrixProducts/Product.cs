namespace Valence.Kernels;

/// <summary>A product as the kernels see it: every matrix a pointer, a distance between rows and a distance between
/// columns.</summary>
internal unsafe struct Product
{
    public int M, N, K;
    public float* A, B, C;
    public nint RowA, ColumnA, RowB, ColumnB, RowC, ColumnC;

    /// <summary>What the sums start from (null for zero) and its distances.</summary>
    public float* Start;
    public nint RowStart, ColumnStart;

    /// <summary>Whether B is so short and its rows so spread over the cache's sets that its panels are read where they
    /// lie, however often.</summary>
    public bool ReadsPanelsInPlace;

    public Product(GemmShape shape, float* a, float* b, float* c, float* bias)
    {
        (M, N, K) = (shape.M, shape.N, shape.K);
        A = a;
        B = b;
        C = c;
        (RowA, ColumnA) = shape.TransposeA ? (1, shape.RowA) : (shape.RowA, 1);
        (RowB, ColumnB) = shape.TransposeB ? (1, shape.RowB) : (shape.RowB, 1);
        (RowC, ColumnC) = (shape.RowC, 1);
        Start = shape.Accumulate ? c : bias;
        (RowStart, ColumnStart) = (shape.Accumulate ? shape.RowC : 0, 1);
    }

    /// <summary><c>Cᵀ = Bᵀ · Aᵀ</c>: the same sums, with the long side along the vectors. Serves results of few
    /// columns.</summary>
    public readonly Product Transposed()
    {
        var turned = this;
        turned.A = B;
        turned.B = A;
        (turned.M, turned.N) = (N, M);
        (turned.RowA, turned.ColumnA) = (ColumnB, RowB);
        (turned.RowB, turned.ColumnB) = (ColumnA, RowA);
        (turned.RowC, turned.ColumnC) = (ColumnC, RowC);
        (turned.RowStart, turned.ColumnStart) = (ColumnStart, RowStart);
        return turned;
    }

    /// <summary>The rows of C from <paramref name="from"/> on.</summary>
    public readonly Product Rows(int from, int count)
    {
        var part = this;
        part.M = count;
        part.A += from * RowA;
        part.C += from * RowC;
        if (Start != null) part.Start += from * RowStart;
        return part;
    }

    /// <summary>The product of the inner indices from <paramref name="from"/> on, added to C unless they are the
    /// first.</summary>
    public readonly Product Inner(int from, int length)
    {
        var part = this;
        part.K = length;
        part.A += from * ColumnA;
        part.B += from * RowB;
        if (from > 0)
        {
            part.Start = C;
            (part.RowStart, part.ColumnStart) = (RowC, ColumnC);
        }
        return part;
    }
}
