namespace Valence.Classification;

/// <summary>How scores of several classes become one.</summary>
public enum ClassAverage
{
    /// <summary>The mean, each class counting the same.</summary>
    Macro,

    /// <summary>The mean, each class counting by its number of rows.</summary>
    Weighted,
}
