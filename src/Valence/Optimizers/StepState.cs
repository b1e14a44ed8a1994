namespace Valence.Optimizers;

/// <summary>What is the same for all weights in a step.</summary>
/// <param name="Step">The number of the step, from 1.</param>
/// <param name="LearningRate">The learning rate.</param>
public readonly record struct StepState(long Step, float LearningRate)
{
    /// <summary>A single-precision number to the power of the step, as the moments' corrections need it.</summary>
    /// <remarks>The base is rounded first: for 0.999 the difference shows in the fifth digit of the
    /// correction.</remarks>
    public float Power(double number) => (float)Math.Pow((float)number, Step);
}
