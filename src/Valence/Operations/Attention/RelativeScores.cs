namespace Valence.Operations;

/// <summary>Of scores for every row of a table of relative positions, those of the distances between queries and keys:
/// <c>y[i, j] = x[i, row(i − j)]</c>, or <c>x[j, row(i − j)]</c> of the keys' scores.</summary>
/// <remarks>Operand <c>[batch, heads, time, 2 · span]</c>; result <c>[batch, heads, time, time]</c>: queries, then
/// keys.</remarks>
/// <param name="positions">Which row a distance has.</param>
/// <param name="ofKeys">Whether the scores are those of the keys.</param>
public sealed class RelativeScores(RelativePositions positions, bool ofKeys) : Operation
{
    private readonly RelativeScoresGradient _gradient = new(positions, ofKeys);

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = x[0].Shape;
        if (shape.Rank != 4 || shape[3] != 2 * positions.Span)
            throw Mismatch($"expected scores [batch, heads, time, {2 * positions.Span}], received {shape}");
        y[0] = new(shape.With(3, shape[2]));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, width) = (y[0].Shape[3], x[0].Shape[3]);
        var rows = positions.Rows(time);
        var from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        for (var (head, at) = (0, 0); at < to.Length; head += time)
            for (var i = 0; i < time; i++)
                for (var j = 0; j < time; j++)
                    to[at++] = from[(head + (ofKeys ? j : i)) * width + rows[i - j + time - 1]];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) => g.Add(0, g.Call.Run(_gradient, g.Dy));
}
