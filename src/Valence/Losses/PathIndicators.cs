using Valence.Operations;

namespace Valence.Losses;

/// <summary>From tags <c>[batch, time]</c> and scores of a chain <c>[batch, time, tags, tags]</c>: 1 at each pair of
/// tags on the path and 0 elsewhere.</summary>
/// <remarks>What stands at padded steps is not read; the pair after one begins with the last tag that counts.</remarks>
internal sealed class PathIndicators : Operation
{
    public static readonly PathIndicators Instance = new();

    public override bool IsDifferentiable => false;

    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (batch, time, _) = ChainShape.Of(Name, x, 1);
        if (x[0].Shape != [batch, time])
            throw Mismatch($"expected tags [{batch}, {time}], received {x[0].Shape}");
        y[0] = new(x[1].Shape, MostRows: x[1].MostRows);
    }

    /// <exception cref="LabelOutOfRangeException">A tag of a step that counts is none of the scores.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<float> labels = x[0].Floats, scores = x[1].Floats;
        var (time, tags) = (x[1].Shape[1], x[1].Shape[2]);
        var square = tags * tags;
        var to = y[0].Overwrite<float>();
        to.Clear();
        var before = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (i % time == 0) before = 0;
            if (ChainShape.IsPadding(scores.Slice(i * square, square), tags)) continue;
            if (!LabelOutOfRangeException.IsClass(labels[i], tags))
                throw LabelOutOfRangeException.Of(labels[i], i, labels.Length, x[0].Shape[0], tags);
            to[i * square + before * tags + (int)labels[i]] = 1;
            before = (int)labels[i];
        }
    }
}
