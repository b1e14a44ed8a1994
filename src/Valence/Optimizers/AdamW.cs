namespace Valence.Optimizers;

/// <summary><see cref="Adam"/> with weight decay apart from the gradient.
/// <see href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, 2017</see>.</summary>
public sealed class AdamW : AdaptiveMoments
{
    internal const double DefaultWeightDecay = 0.004;

    /// <summary>The optimizer with Keras' defaults where nothing is given.</summary>
    /// <param name="learningRate">The learning rate; 0.001 where null.</param>
    /// <param name="weightDecay">By which share of themselves, times the learning rate, weights shrink in each
    /// step.</param>
    /// <param name="beta1">How much of the mean gradient so far is kept.</param>
    /// <param name="beta2">How much of the mean square so far is kept.</param>
    /// <param name="epsilon">What keeps the divisor from 0.</param>
    /// <param name="amsgrad">Whether the greatest mean square so far is used.</param>
    public AdamW(LearningRate? learningRate = null, double weightDecay = DefaultWeightDecay, double beta1 = 0.9,
        double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false)
        : base(learningRate ?? 0.001f, beta1, beta2, epsilon, amsgrad) => WeightDecay = weightDecay;
}
