using System.Numerics;

namespace Valence.Operations;

/// <summary>The matrix product of the last two axes, <c>a · b</c> or with either transposed, plus an optional row
/// vector.</summary>
/// <remarks>
/// <c>a [batch…, m, k]</c> with <c>b [k, n]</c>, or with <c>b [batch…, k, n]</c> of the same leading axes, gives
/// <c>[batch…, m, n]</c>; the bias is <c>[n]</c>.
/// Each element is the sum of its products in ascending order of k, whatever the other elements are.
/// </remarks>
public sealed class MatMul : Operation
{
    private static readonly AttributeCache<MatMul> Cache = new(key => new((key & 1) != 0, (key & 2) != 0));

    private MatMul(bool transposeA, bool transposeB) => (TransposeA, TransposeB) = (transposeA, transposeB);

    /// <summary>Whether the last two axes of a are swapped first.</summary>
    public bool TransposeA { get; }

    /// <summary>Whether the last two axes of b are swapped first.</summary>
    public bool TransposeB { get; }

    /// <summary>The operation with either operand transposed or not.</summary>
    public static MatMul For(bool transposeA, bool transposeB) => Cache[(transposeA ? 1 : 0) | (transposeB ? 2 : 0)];

    /// <summary>How many products of what size a call consists of: a shared b makes one large product.</summary>
    public (int Batch, int M, int N, int K) Sizes(Shape a, Shape b)
    {
        var (m, k) = TransposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
        var n = TransposeB ? b[^2] : b[^1];
        return b.Rank == 2 && !TransposeA ? (1, a[..^2].Count * m, n, k) : (a[..^2].Count, m, n, k);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Type != x[1].Type || x.Has(2) && x[2].Type != x[0].Type)
            throw Mismatch($"expected elements of one type, received {x[0].TypeAndShape} and "
                + $"{(x[0].Type == x[1].Type ? x[2] : x[1]).TypeAndShape}");
        var (a, b) = (x[0].Shape, x[1].Shape);
        if (a.Rank < 2 || b.Rank < 2) throw Mismatch($"expected matrices, received {a} and {b}");
        var (inner, expected) = (TransposeA ? a[^2] : a[^1], TransposeB ? b[^1] : b[^2]);
        if (inner != expected) throw Mismatch($"expected last axis {expected}, received {a}");
        if (b.Rank > 2 ? a[..^2] != b[..^2] : TransposeA && a.Rank > 2)
            throw Mismatch($"expected equal leading axes, received {a} and {b}");
        var n = TransposeB ? b[^2] : b[^1];
        if (x.Has(2) && x[2].Shape != [n]) throw Mismatch($"expected a bias of shape [{n}], received {x[2].Shape}");
        y[0] = new(a[..^2].Concat([TransposeA ? a[^1] : a[^2], n]), x[0].Type,
            TransposeA && a.Rank == 2 ? 0 : x[0].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var sizes = Sizes(x[0].Shape, x[1].Shape);
        if (y[0].Type == ElementType.Int32)
            Multiply<int>(sizes, x[0].Ints, x[1].Ints, x.IntsOrEmpty(2), y[0].Overwrite<int>());
        else Multiply<float>(sizes, x[0].Floats, x[1].Floats, x.FloatsOrEmpty(2), y[0].Overwrite<float>());
    }

    private void Multiply<T>((int Batch, int M, int N, int K) sizes, ReadOnlySpan<T> allA, ReadOnlySpan<T> allB,
        ReadOnlySpan<T> bias, Span<T> allC) where T : INumber<T>
    {
        var (batch, m, n, k) = sizes;
        for (var p = 0; p < batch; p++)
        {
            var a = allA.Slice(p * m * k, m * k);
            var b = allB.Slice(p * k * n, k * n);
            var c = allC.Slice(p * m * n, m * n);
            for (var i = 0; i < m; i++)
                for (var j = 0; j < n; j++)
                {
                    var sum = bias.IsEmpty ? T.Zero : bias[j];
                    for (var l = 0; l < k; l++)
                        sum += a[TransposeA ? l * m + i : i * k + l] * b[TransposeB ? j * k + l : l * n + j];
                    c[i * n + j] = sum;
                }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var (a, b, dy) = (g.X[0], g.X[1], g.Dy);
        if (b.Shape.Rank == 2) (a, dy) = (g.Call.AsMatrix(a), g.Call.AsMatrix(dy));
        if (g.Needs(0))
            g.Add(0, g.Call.ReshapeLike(TransposeA ? g.Call.MatMul(b, dy, TransposeB, true)
                : g.Call.MatMul(dy, b, false, !TransposeB), g.X[0]));
        if (g.Needs(1)) g.Add(1, TransposeB ? g.Call.MatMul(dy, a, true, TransposeA)
            : g.Call.MatMul(a, dy, !TransposeA, false));
        if (g.Needs(2)) g.Add(2, g.Call.SumTo(g.Dy, g.X[2]));
    }
}
