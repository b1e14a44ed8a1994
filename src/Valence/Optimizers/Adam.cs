namespace Valence.Optimizers;

/// <inheritdoc cref="AdaptiveMoments"/>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="beta1">How much of the mean gradient so far is kept.</param>
/// <param name="beta2">How much of the mean square so far is kept.</param>
/// <param name="epsilon">What keeps the divisor from 0.</param>
/// <param name="amsgrad">Whether the greatest mean square so far is used.</param>
public sealed class Adam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999,
    double epsilon = 1e-7, bool amsgrad = false)
    : AdaptiveMoments(learningRate ?? 0.001f, beta1, beta2, epsilon, amsgrad);
