using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's trained vectors of positions: one for each step of the input, whatever it holds.</summary>
/// <remarks>
/// Input and output <c>[batch, …, time, features]</c> with at most <c>sequenceLength</c> steps; add the output to the
/// tokens' vectors. A mask ends here. Weight: <c>embeddings [sequenceLength, features]</c>.
/// </remarks>
/// <param name="sequenceLength">The number of positions; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="sequenceLength"/> is below 1.</exception>
public sealed class PositionEmbedding(int sequenceLength, string? name = null) : Layer(name)
{
    /// <summary>The number of positions.</summary>
    public int SequenceLength { get; } = Require.AtLeast(1, sequenceLength);

    /// <summary>What the table holds at first.</summary>
    public Initializer Initializer { get; init; } = Initializers.Initializer.GlorotUniform;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => SequenceLength;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank < 3)
            throw new ShapeException(Place, $"expected [batch, …, time, features], received {input}");
        if (input[^2] > SequenceLength) throw TooLong(input);
        var table = weights.Add("embeddings", [SequenceLength, input[^1]], Initializer);
        return (x, call) =>
        {
            // Shape inference tries lengths of its own, which may exceed the number of positions.
            if (call.Executor is ShapeExecutor) return call.ZerosLike(x);
            var before = call.Kept?.Steps ?? 0;
            if (before + x.Shape[^2] > SequenceLength) throw TooLong(x.Shape, before);
            return call.ExpandLike(call.Slice(table.Value, 0, before, x.Shape[^2]), x);
        };
    }

    private ShapeException TooLong(Shape x, int before = 0) => new(Place, $"expected at most {SequenceLength} steps, "
        + $"received {x}{(before > 0 ? $" after {before} steps" : "")}");
}
