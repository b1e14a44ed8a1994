using System.Buffers;

namespace Valence.Operations;

/// <summary>The logarithm of the sum of <c>e^score</c> over all paths through a chain: <c>[batch, time, tags, tags] →
/// [batch]</c>.</summary>
/// <remarks>Scores are those of <see cref="ChainScores"/>: the first row alone counts at the first step, padded steps
/// change no bit, and a chain without steps gives 0. The gradient is <see cref="PairMarginals"/>.</remarks>
public sealed class LogPartition : Operation
{
    internal static readonly LogPartition Instance = new();

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) =>
        y[0] = new([ChainShape.Of(Name, x).Batch], MostRows: x[0].MostRows);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, tags) = (x[0].Shape[1], x[0].Shape[2]);
        var size = time * tags * tags;
        var to = y[0].Overwrite<float>();
        var ends = ArrayPool<double>.Shared.Rent(Math.Max(1, time * tags));
        for (var b = 0; b < to.Length; b++)
            to[b] = (float)ChainShape.Forward(x[0].Floats.Slice(b * size, size), tags, ends);
        ArrayPool<double>.Shared.Return(ends);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Multiply(g.Call.PairMarginals(g.X[0]), g.Call.Reshape(g.Dy, [g.Dy.Count, 1, 1, 1])));
}
