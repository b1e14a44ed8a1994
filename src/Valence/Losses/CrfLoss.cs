using Valence.Layers;
using Valence.Operations;

namespace Valence.Losses;

/// <summary>How surprising sequences of tags are under a conditional random field (Lafferty et al., 2001): <c>−ln
/// p</c> of each whole sequence.</summary>
/// <remarks>
/// The truth is tags <c>[batch, time]</c> or <c>[batch, time, 1]</c> for the scores <c>[batch, time, tags, tags]</c> of
/// <see cref="Crf"/>; a number outside the tags, with a fraction or NaN is a <see cref="LabelOutOfRangeException"/>.
/// Steps that the layer's mask hides count for nothing, whatever the truth has there. One loss for each sequence: long
/// ones weigh more, and sample weights are <c>[batch]</c>.
/// </remarks>
public sealed class CrfLoss : Loss
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var path = call.Run(PathIndicators.Instance, call.Reshape(yTrue, yPred.Shape[..2]), yPred);
        var score = call.Sum(call.Select(path, yPred, call.Scalar(0)), false, 1, 2, 3);
        return call.Subtract(call.LogPartition(yPred), score);
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Shape yTrue, Shape yPred)
    {
        if (yPred is not [var batch, var time, var tags, var next] || tags != next)
            throw new ShapeException(KerasName, "expected the scores [batch, time, tags, tags] of a Crf, received "
                + $"predictions {yPred}. Let the model end with new Crf()");
        if (yTrue != [batch, time] && yTrue != [batch, time, 1])
            throw new ShapeException(KerasName, $"expected tags of shape [{batch}, {time}] for scores {yPred}, "
                + $"received {yTrue}");
    }

    private protected override string Advice(Shape yTrue, Shape yPred) => "";
}
