using Valence.Kernels;

namespace Valence.Operations;

/// <summary>The product of rows and a matrix of int8, plus an optional row vector: each row is rounded to int8 by its
/// own scale, sums are of integers, and what comes is divided by both scales (Keras' <c>Dense</c> with
/// <c>quantize("int8")</c>).</summary>
/// <remarks>
/// <c>q = round(x · s)</c>, <c>s = 127 / (max |x| + 1e-7)</c>, <c>y = Σ q · w / (s · scale) + bias</c>.
/// Operands: rows <c>[…, k]</c>; the matrix <c>[k, n]</c> as int32 <c>[⌈n/16⌉, ⌈k/4⌉, 16]</c>, four numbers of a column
/// in each; scales <c>[n]</c>; the bias <c>[n]</c>. Result: <c>[…, n]</c>. A row with a number that is not finite gives
/// NaN.
/// The gradient is that of the product with the matrix of floats, as in Keras.
/// </remarks>
public sealed class Int8MatMul : Operation
{
    internal const int X = 0, Matrix = 1, Scales = 2, Bias = 3;

    internal static readonly Int8MatMul Instance = new();

    private Int8MatMul()
    {
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == Matrix ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[Scales].Shape is not [var n])
            throw Mismatch($"expected a scale of each column, received {x[Scales].Shape}");
        if (x[X].Shape.Rank < 2 || x[X].Shape[^1] > Int8Order.MostRows)
            throw Mismatch($"expected rows of at most {Int8Order.MostRows} numbers, received {x[X].Shape}");
        var k = x[X].Shape[^1];
        Int8Values.RequireMatrix(this, x[Matrix].Shape, k, n);
        if (x.Has(Bias) && x[Bias].Shape != [n]) throw Mismatch($"expected a bias [{n}], received {x[Bias].Shape}");
        y[0] = new(x[X].Shape.WithLast(n), MostRows: x[X].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (k, n) = (x[X].Shape[^1], x[Scales].Count);
        ReadOnlySpan<float> rows = x[X].Floats, scales = x[Scales].Floats, bias = x.FloatsOrEmpty(Bias);
        var matrix = x[Matrix].Ints;
        var to = y[0].Overwrite<float>();
        for (var i = 0; i < y[0].Count / Math.Max(1, n); i++)
        {
            var row = rows.Slice(i * k, k);
            var scale = Int8Scale.Of(row);
            for (var j = 0; j < n; j++)
            {
                var sum = 0;
                for (var l = 0; l < k; l++)
                    sum += Int8Scale.Round(row[l], scale) * Int8Values.Number(matrix, l, j, k);
                to[i * n + j] = sum / (scales[j] * scale) + (bias.IsEmpty ? 0 : bias[j]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(X))
            g.Add(X, g.Call.MatMul(g.Dy, g.Call.Run(new Int8Values(g.X[X].Shape[^1]), g.X[Matrix], g.X[Scales]),
                transposeB: true));
        if (g.Needs(Bias)) g.Add(Bias, g.Call.SumTo(g.Dy, g.X[Bias]));
    }
}
