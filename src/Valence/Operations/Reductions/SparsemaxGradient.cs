namespace Valence.Operations;

/// <summary>From x, <c>y = sparsemax x</c> and the gradient of y to that of x.</summary>
/// <remarks>
/// With s the sum of dy where y is positive: <c>dy</c> there and 0 elsewhere, less <c>s (k − rank) / k</c> for the k
/// largest elements, the support, ranked from 0; equal elements rank by position.
/// </remarks>
public sealed class SparsemaxGradient : Operation
{
    internal static readonly SparsemaxGradient Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new(x[0].Shape);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var width = y[0].Shape[^1];
        for (var start = 0; start < y[0].Count; start += width)
        {
            var from = x[0].Floats.Slice(start, width);
            var value = x[1].Floats.Slice(start, width);
            var dy = x[2].Floats.Slice(start, width);
            var to = y[0].Overwrite<float>().Slice(start, width);
            from.CopyTo(to);
            to.Sort();
            var (_, support) = Sparsemax.Threshold(to);
            var sum = 0f;
            for (var i = 0; i < width; i++) sum += value[i] > 0 ? dy[i] : 0;
            for (var i = 0; i < width; i++)
            {
                var rank = Rank(from, i);
                to[i] = (value[i] > 0 ? dy[i] : 0) - (rank < support ? sum * (support - rank) / support : 0);
            }
        }
    }

    private static int Rank(ReadOnlySpan<float> row, int element)
    {
        var rank = 0;
        for (var i = 0; i < row.Length; i++)
            if (row[i] > row[element] || row[i] == row[element] && i < element) rank++;
        return rank;
    }
}
