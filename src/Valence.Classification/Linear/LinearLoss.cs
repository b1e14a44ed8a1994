namespace Valence.Classification;

/// <summary>What a linear model is fitted by, which is also what its outputs go through.</summary>
public enum LinearLoss
{
    /// <summary>None: no linear model fits the task.</summary>
    None,

    /// <summary><c>−log p(class)</c> of one class among several, under a softmax.</summary>
    Softmax,

    /// <summary><c>−log p</c> of a yes or no for each output apart, under a sigmoid.</summary>
    Sigmoid,

    /// <summary>Half of the squared distance from a number.</summary>
    Squared,
}
