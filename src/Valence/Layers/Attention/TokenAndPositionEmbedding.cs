using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The sum of two trained vectors for each step: one of its token, one of its position.</summary>
/// <remarks>
/// Input <c>[batch, time]</c> of ids from 0 to <c>vocabularySize − 1</c>, at most <c>sequenceLength</c> steps; output
/// <c>[batch, time, embeddingDim]</c>.
/// Weights: <c>token_embedding/embeddings [vocabularySize, embeddingDim]</c> and <c>position_embedding/embeddings
/// [sequenceLength, embeddingDim]</c>.
/// It is KerasHub's layer of this name; Keras itself has none.
/// </remarks>
/// <param name="vocabularySize">The number of ids; at least 1.</param>
/// <param name="sequenceLength">The number of positions; at least 1.</param>
/// <param name="embeddingDim">The width of a vector; at least 1.</param>
/// <param name="maskZero">Whether id 0 is padding: the output then carries a mask that is 0 there.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class TokenAndPositionEmbedding(int vocabularySize, int sequenceLength, int embeddingDim,
    bool maskZero = false, string? name = null) : Layer(name)
{
    /// <summary>The number of ids.</summary>
    public int VocabularySize { get; } = Require.AtLeast(1, vocabularySize);

    /// <summary>The number of positions.</summary>
    public int SequenceLength { get; } = Require.AtLeast(1, sequenceLength);

    /// <summary>The width of a vector.</summary>
    public int EmbeddingDim { get; } = Require.AtLeast(1, embeddingDim);

    /// <summary>Whether id 0 is padding.</summary>
    public bool MaskZero { get; init; } = maskZero;

    /// <summary>What both tables hold at first.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.Uniform;

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.Int32;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => SequenceLength;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1 || inputs[0].Rank != 2)
            throw new ShapeException(Place, "expected ids [batch, time], received "
                + $"{(inputs.Length == 1 ? inputs[0] : $"{inputs.Length} inputs")}");
        if (inputs[0][1] > SequenceLength) throw TooLong(inputs[0]);
        var tokens = weights.Scope("token_embedding")
            .Add("embeddings", [VocabularySize, EmbeddingDim], EmbeddingsInitializer);
        tokens.Int8Form = new(VocabularySize, EmbeddingDim, IsTable: true);
        var positions = weights.Scope("position_embedding")
            .Add("embeddings", [SequenceLength, EmbeddingDim], EmbeddingsInitializer);
        return (x, call) =>
        {
            var ids = call.Ids(x.Tensor);
            var mask = MaskZero ? call.NotEqual(call.Cast(ids, ElementType.Float32), call.Scalar(0)) : null;
            var vectors = call.Gather(tokens.Value, ids);
            // Shape inference tries lengths of its own, which may exceed the number of positions.
            if (call.Executor is ShapeExecutor) return new Value(vectors, mask);
            var before = call.Kept?.Steps ?? 0;
            if (before + ids.Shape[1] > SequenceLength) throw TooLong(ids.Shape, before);
            return new Value(call.Add(vectors, call.Slice(positions.Value, 0, before, ids.Shape[1])), mask);
        };
    }

    private ShapeException TooLong(Shape ids, int before = 0) => new(Place, $"expected at most {SequenceLength} steps, "
        + $"received {ids}{(before > 0 ? $" after {before} steps" : "")}");
}
