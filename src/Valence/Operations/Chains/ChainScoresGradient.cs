namespace Valence.Operations;

/// <summary>The gradients of <see cref="ChainScores"/>.</summary>
/// <remarks>Operands: the gradient of the scores <c>[batch, time, tags, tags]</c> and the optional mask <c>[batch,
/// time]</c>. Results: the gradients of the steps, the transitions, the start and the end; none comes from what is
/// padded or forbidden.</remarks>
/// <param name="rules">What is forbidden.</param>
public sealed class ChainScoresGradient(ChainRules rules) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (batch, time, tags) = ChainShape.Of(Name, x);
        if (tags != rules.Tags) throw Mismatch($"expected {rules.Tags} tags, received {x[0].Shape}");
        if (x.Optional(1) is { } mask && mask.Shape != [batch, time])
            throw Mismatch($"expected a mask [{batch}, {time}], received {mask.Shape}");
        (y[0], y[1]) = (new([batch, time, tags], MostRows: x[0].MostRows), new([tags, tags]));
        (y[2], y[3]) = (new([tags]), new([tags]));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        foreach (var result in y) result.Clear();
        ReadOnlySpan<float> dy = x[0].Floats, mask = x.FloatsOrEmpty(1);
        var (time, tags) = (x[0].Shape[1], x[0].Shape[2]);
        Span<float> steps = y[0].Change<float>(), transitions = y[1].Change<float>(), start = y[2].Change<float>(),
            end = y[3].Change<float>();
        for (var b = 0; b < x[0].Shape[0]; b++)
        {
            var (first, last) = ChainScores.Ends(mask.IsEmpty ? mask : mask.Slice(b * time, time), time);
            for (var t = 0; t < time; t++)
            {
                if (!mask.IsEmpty && mask[b * time + t] == 0) continue;
                var from = dy.Slice((b * time + t) * tags * tags, tags * tags);
                var own = steps.Slice((b * time + t) * tags, tags);
                for (var i = 0; i < tags; i++)
                    for (var j = 0; j < tags; j++)
                    {
                        if (rules.Forbids(i, j, t == first, t == last)) continue;
                        var d = from[i * tags + j];
                        own[j] += d;
                        if (t == first) start[j] += d;
                        else transitions[i * tags + j] += d;
                        if (t == last) end[j] += d;
                    }
            }
        }
    }
}
