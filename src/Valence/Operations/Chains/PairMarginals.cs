using System.Buffers;

namespace Valence.Operations;

/// <summary>How probable each tag is after each tag of the step before, over all paths through a chain, by forward and
/// backward sums: <c>[batch, time, tags, tags]</c>, like the scores.</summary>
/// <remarks>Each step that counts sums to 1, its first axis of tags summed away gives the probabilities of the step's
/// own tag. Of the first step the first row alone has any, and padded steps are 0.</remarks>
public sealed class PairMarginals : Operation
{
    internal static readonly PairMarginals Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        ChainShape.Of(Name, x);
        y[0] = new(x[0].Shape, MostRows: x[0].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, tags) = (x[0].Shape[1], x[0].Shape[2]);
        var size = time * tags * tags;
        var to = y[0].Overwrite<float>();
        to.Clear();
        var sums = ArrayPool<double>.Shared.Rent(Math.Max(1, 2 * time * tags));
        Span<double> ends = sums.AsSpan(0, time * tags), begins = sums.AsSpan(time * tags, time * tags);
        for (var b = 0; b < x[0].Shape[0]; b++)
        {
            var scores = x[0].Floats.Slice(b * size, size);
            var total = ChainShape.Forward(scores, tags, ends);
            ChainShape.Backward(scores, tags, begins);
            for (var t = 0; t < time; t++)
            {
                var step = scores.Slice(t * tags * tags, tags * tags);
                if (ChainShape.IsPadding(step, tags)) continue;
                var marginals = to.Slice(b * size + t * tags * tags, tags * tags);
                for (var i = 0; i < (t == 0 ? 1 : tags); i++)
                    for (var j = 0; j < tags; j++)
                        marginals[i * tags + j] = MathF.Exp((float)((t == 0 ? 0 : ends[(t - 1) * tags + i])
                            + step[i * tags + j] + begins[t * tags + j] - total));
            }
        }
        ArrayPool<double>.Shared.Return(sums);
    }
}
