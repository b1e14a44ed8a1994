using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A linear-chain conditional random field (Lafferty et al., 2001): scores of whole sequences of tags, in
/// which a tag depends on the one before.</summary>
/// <remarks>
/// Input <c>[batch, time, tags]</c>, what each step says of its tags, as a <see cref="Dense"/> without activation gives
/// it; output <c>[batch, time, tags, tags]</c>, the score of a tag (last axis) after the tag before it, with start and
/// end inside, as <see cref="ChainScores"/> describes it. A sequence's score is the sum along its path. Of the output
/// <c>CrfLoss</c> makes the loss, <c>call.BestPath</c> the likeliest tags and <c>call.PairMarginals</c> probabilities.
/// The mask is in the scores and ends here: a padded step changes no bit of either, wherever it stands.
/// Weights: <c>transitions [tags, tags]</c> from the tag before to the next, <c>start [tags]</c>, <c>end [tags]</c>.
/// Keras has no such layer.
/// </remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Crf(string? name = null) : Layer(name)
{
    /// <summary>Pairs that no answer has, as one number each: <c>tag · tags + next</c>; none by default. A
    /// number that is no pair is refused when the layer is built.</summary>
    public IReadOnlyList<int> ForbiddenTransitions { get; init; } = [];

    /// <summary>Tags that no answer begins with; none by default.</summary>
    public IReadOnlyList<int> ForbiddenStarts { get; init; } = [];

    /// <summary>Tags that no answer ends with; none by default.</summary>
    public IReadOnlyList<int> ForbiddenEnds { get; init; } = [];

    /// <summary>What transitions, start and end hold at first.</summary>
    public Initializer TransitionsInitializer { get; init; } = Initializer.Zeros;

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs is not [{ Rank: 3 }])
            throw new ShapeException(Place, "expected one input [batch, time, tags], received "
                + $"{(inputs.Length == 1 ? inputs[0].ToString() : $"{inputs.Length} inputs")}");
        var tags = inputs[0][2];
        if (tags < 1) throw new ShapeException(Place, $"expected a known last axis, received {inputs[0]}");
        var transitions = weights.Add("transitions", [tags, tags], TransitionsInitializer);
        var start = weights.Add("start", [tags], TransitionsInitializer);
        var end = weights.Add("end", [tags], TransitionsInitializer);
        var scores = new ChainScores(new(tags, ForbiddenTransitions, ForbiddenStarts, ForbiddenEnds));
        return (x, call) =>
            new Value(call.Run(scores, x.Tensor, transitions.Value, start.Value, end.Value, x.Mask));
    }
}
