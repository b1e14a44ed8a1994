namespace Valence.Optimizers;

/// <summary>What is the same for all weights in a step.</summary>
/// <param name="step">The number of the step, from 1.</param>
/// <param name="learningRate">The learning rate.</param>
/// <param name="extra">The numbers of <see cref="Optimizer.ExtraVariables"/>.</param>
public readonly ref struct StepState(long step, float learningRate, Span<float> extra)
{
    /// <summary>The number of the step, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>The learning rate.</summary>
    public float LearningRate { get; } = learningRate;

    /// <summary>The numbers of <see cref="Optimizer.ExtraVariables"/>, to be changed.</summary>
    public Span<float> Extra { get; } = extra;

    /// <summary>A single-precision number to the power of the step, as the moments' corrections need it.</summary>
    /// <remarks>The base is rounded first: for 0.999 the difference shows in the fifth digit of the
    /// correction.</remarks>
    public float Power(double number) => (float)Math.Pow((float)number, Step);
}
