namespace Valence.Operations;

/// <summary>The gradient of <see cref="RelativeScores"/>: each pair's is added to the row of its distance.</summary>
/// <remarks>Operand <c>[batch, heads, time, time]</c>; result <c>[batch, heads, time, 2 · span]</c>.</remarks>
/// <param name="positions">Which row a distance has.</param>
/// <param name="ofKeys">Whether the scores are those of the keys.</param>
public sealed class RelativeScoresGradient(RelativePositions positions, bool ofKeys) : Operation
{
    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = x[0].Shape;
        if (shape.Rank != 4 || shape[3] != shape[2])
            throw Mismatch($"expected gradients [batch, heads, time, time], received {shape}");
        y[0] = new(shape.With(3, 2 * positions.Span));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, width) = (x[0].Shape[3], y[0].Shape[3]);
        var rows = positions.Rows(time);
        var from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        to.Clear();
        for (var (head, at) = (0, 0); at < from.Length; head += time)
            for (var i = 0; i < time; i++)
                for (var j = 0; j < time; j++)
                    to[(head + (ofKeys ? j : i)) * width + rows[i - j + time - 1]] += from[at++];
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Run(new RelativeScores(positions, ofKeys), g.Dy));
}
