namespace Valence.Classification;

/// <summary>A row that a check found.</summary>
/// <param name="Row">The number of the row, as <see cref="Valence.Text.LabelledText.Row"/> has it.</param>
/// <param name="Index">Its position among the texts.</param>
/// <param name="IsTest">Whether it is one of the texts of the test.</param>
public sealed record FoundRow(int Row, int Index, bool IsTest)
{
    /// <summary>The earlier row that it is like; null where the check compares none.</summary>
    public FoundRow? Like { get; init; }

    /// <summary>The label that it would be given; null where the check does not doubt the one that it has.</summary>
    public string? SuggestedLabel { get; init; }

    /// <summary>Where texts have sets of labels, those that its set probably lacks or has too much, the least probable
    /// first; empty where the check doubts none.</summary>
    public IReadOnlyList<LabelDoubt> Doubts { get; init; } = [];

    /// <summary>The set that it would be given: its own with <see cref="Doubts"/> turned; null where the check doubts
    /// none.</summary>
    public IReadOnlyList<string>? SuggestedLabels { get; init; }

    /// <summary>The probability of its own label, from 0 to 1, by models that did not learn from it; of a set that
    /// of its most doubtful label, or of its being absent. Null where the check does not ask.</summary>
    public double? Probability { get; init; }

    /// <summary>What mends the row: its text without the fault; null where the row has to go, or nothing is
    /// certain.</summary>
    public string? MendedText { get; init; }

    /// <summary>Whether leaving the row out mends it.</summary>
    public bool IsLeftOut { get; init; }
}
