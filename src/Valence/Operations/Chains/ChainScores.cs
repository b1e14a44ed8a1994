namespace Valence.Operations;

/// <summary>The scores of a linear chain (Lafferty et al., 2001): of each step's tag after that of the step before,
/// with everything that depends on the two inside.</summary>
/// <remarks>
/// Operands: what each step says of its tags <c>x [batch, time, tags]</c>, <c>transitions [tags, tags]</c> from the tag
/// before (first axis) to the next, <c>start [tags]</c>, <c>end [tags]</c>, and an optional mask <c>[batch, time]</c>.
/// Result <c>[batch, time, tags, tags]</c>: <c>x + transition</c>, at the first step that counts <c>x + start</c> in
/// every row, at the last one <c>end</c> too; what is forbidden is <see cref="Forbidden"/>. A step that a mask hides
/// scores 0 on the diagonal and −∞ elsewhere.
/// </remarks>
/// <param name="rules">What is forbidden.</param>
public sealed class ChainScores(ChainRules rules) : Operation
{
    /// <summary>The score of what is forbidden: less than any path has that is allowed, and finite.</summary>
    public const float Forbidden = -10_000;

    private readonly ChainScoresGradient _gradient = new(rules);

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var tags = rules.Tags;
        if (x[0].Shape is not [var batch, var time, var own] || own != tags || x[1].Shape != [tags, tags]
            || x[2].Shape != [tags] || x[3].Shape != [tags])
            throw Mismatch($"expected [batch, time, {tags}], [{tags}, {tags}], [{tags}] and [{tags}], received "
                + $"{x[0].Shape}, {x[1].Shape}, {x[2].Shape} and {x[3].Shape}");
        if (x.Optional(4) is { } mask && mask.Shape != [batch, time])
            throw Mismatch($"expected a mask [{batch}, {time}], received {mask.Shape}");
        y[0] = new([batch, time, tags, tags], MostRows: x[0].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<float> steps = x[0].Floats, transitions = x[1].Floats, start = x[2].Floats, end = x[3].Floats;
        var mask = x.FloatsOrEmpty(4);
        var (time, tags) = (x[0].Shape[1], x[0].Shape[2]);
        var to = y[0].Overwrite<float>();
        for (var b = 0; b < x[0].Shape[0]; b++)
        {
            var (first, last) = Ends(mask.IsEmpty ? mask : mask.Slice(b * time, time), time);
            for (var t = 0; t < time; t++)
            {
                var step = to.Slice((b * time + t) * tags * tags, tags * tags);
                var own = steps.Slice((b * time + t) * tags, tags);
                if (!mask.IsEmpty && mask[b * time + t] == 0) Stay(step, tags);
                else
                    for (var i = 0; i < tags; i++)
                        for (var j = 0; j < tags; j++)
                            step[i * tags + j] = rules.Forbids(i, j, t == first, t == last) ? Forbidden
                                : own[j] + (t == first ? start[j] : transitions[i * tags + j])
                                    + (t == last ? end[j] : 0);
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        var results = new Tensor[4];
        g.Call.Run(_gradient, [g.Dy, g.X.Optional(4)], results);
        for (var i = 0; i < results.Length; i++)
            if (g.Needs(i)) g.Add(i, results[i]);
    }

    /// <summary>The first and the last step that count; neither where none does.</summary>
    internal static (int First, int Last) Ends(ReadOnlySpan<float> mask, int time) =>
        mask.IsEmpty ? (0, time - 1) : (mask.IndexOfAnyExcept(0), mask.LastIndexOfAnyExcept(0));

    private static void Stay(Span<float> step, int tags)
    {
        step.Fill(float.NegativeInfinity);
        for (var i = 0; i < tags; i++) step[i * tags + i] = 0;
    }
}
