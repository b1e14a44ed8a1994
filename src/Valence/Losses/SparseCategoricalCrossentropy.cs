using Valence.Operations;

namespace Valence.Losses;

/// <summary>How surprising class numbers are under predicted class probabilities: <c>−ln p</c> of each sample's
/// class.</summary>
/// <remarks>
/// The truth is <c>[batch, …]</c> or <c>[batch, …, 1]</c> for predictions <c>[batch, …, classes]</c>; a number outside
/// the classes, with a fraction or NaN is a <see cref="LabelOutOfRangeException"/>.
/// Probabilities are divided by their sum and then limited to [10⁻⁷, 1 − 10⁻⁷].
/// Smoothing is Valence's own, with the numbers of <see cref="CategoricalCrossentropy"/> (Szegedy et al., 2016); Keras
/// has it for one-hot labels alone, and refuses files that say it.
/// </remarks>
/// <param name="fromLogits">Whether predictions are logits, before a softmax, instead of probabilities.</param>
/// <param name="ignoreClass">A class whose samples do not count, such as −1; null for none.</param>
/// <param name="labelSmoothing">How far labels are moved towards equal shares of all classes, from 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is outside [0, 1].</exception>
public sealed class SparseCategoricalCrossentropy(bool fromLogits = false, int? ignoreClass = null,
    double labelSmoothing = 0) : SparseLoss(ignoreClass)
{
    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>A class whose samples do not count, or null.</summary>
    public int? IgnoreClass { get; } = ignoreClass;

    /// <summary>How far labels are moved towards equal shares.</summary>
    public double LabelSmoothing { get; } = Require.Between(0, 1, labelSmoothing);

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var logarithms = FromLogits ? call.LogSoftmax(yPred)
            : call.Log(CategoricalCrossentropy.Probabilities(yPred, call));
        var own = call.Sum(call.Multiply(OneHot(yTrue, yPred, call), logarithms), false, -1);
        return call.Negate(LabelSmoothing == 0 ? own
            : call.Add(call.Scale(own, (float)(1 - LabelSmoothing)), call.Scale(call.Sum(logarithms, false, -1),
                (float)(LabelSmoothing / yPred.Shape[^1]))));
    }

    /// <inheritdoc/>
    protected override Tensor? Valid(Tensor yTrue, Tensor values, CallContext call) =>
        IgnoreClass is { } ignored ? call.NotEqual(call.ReshapeLike(yTrue, values), call.Scalar(ignored)) : null;
}
