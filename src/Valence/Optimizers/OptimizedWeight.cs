using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>A weight in an optimizer's hands, and what is kept for it from step to step.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Slots">What the formula keeps.</param>
/// <param name="Average">The moving average of the weight, where one is kept.</param>
/// <param name="Accumulator">The sum of the gradients since the last step, where they are accumulated.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="RateFactor">What the learning rate is multiplied by.</param>
internal sealed record OptimizedWeight(Weight Weight, Tensor[] Slots, Tensor? Average, Tensor? Accumulator,
    bool Decays, float RateFactor);
