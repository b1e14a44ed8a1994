namespace Valence.Metrics;

/// <summary>How the scores of several classes become one.</summary>
public enum Averaging
{
    /// <summary>Not at all: one score a class.</summary>
    None,

    /// <summary>One score of the counts of all classes together.</summary>
    Micro,

    /// <summary>The mean of the classes' scores.</summary>
    Macro,

    /// <summary>The mean of the classes' scores weighted by how often each class occurs.</summary>
    Weighted,
}
