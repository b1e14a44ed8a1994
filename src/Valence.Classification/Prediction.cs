namespace Valence.Classification;

/// <summary>The answer for one text.</summary>
/// <param name="Label">The class; null where the text holds nothing to read (no word of the vocabulary), and for other
/// tasks.</param>
/// <param name="Probability">The probability of that class, from 0 to 1; NaN where there is none.</param>
/// <param name="Probabilities">The probability of every class or label in the classifier's order; empty where there
/// is none.</param>
public sealed record Prediction(string? Label, float Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>The answer to a text without a known word.</summary>
    public static Prediction NothingToRead { get; } = new(null, float.NaN, []) { IsReadable = false };

    /// <summary>The labels above their thresholds, the most probable first; of one class that alone.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The number; null for other tasks and where there is nothing to read.</summary>
    public float? Value { get; init; }

    /// <summary>Whether the text held something to read.</summary>
    public bool IsReadable { get; init; } = true;
}
