using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>What <c>check</c> looks at for an <see cref="OtherTask"/>.</summary>
/// <param name="Texts">The texts; the label of each is what is learned of it, in words.</param>
/// <param name="Skipped">The checks that say nothing about them.</param>
internal sealed record TextsToCheck(IReadOnlyList<LabelledText> Texts, IReadOnlyList<string> Skipped)
{
    private const string Alike = "text";

    /// <summary>The checks of labels that are classes.</summary>
    public static IReadOnlyList<string> OfClasses { get; } =
        ["unlabelled", "labels", "order", "give-away words", "length", "doubted labels"];

    /// <summary>What there is, in a sentence; null where that of classes says it.</summary>
    public string? Told { get; init; }

    /// <summary>What the task's own checks find.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Texts of which nothing is learned but themselves.</summary>
    public static TextsToCheck Of(IEnumerable<LabelledText> texts)
    {
        LabelledText[] all = [.. texts.Select(row => row with { Label = Alike, Labels = null })];
        return new(all, OfClasses)
        {
            Told = FormattableString.Invariant($"{all.Length} texts of {all.Sum(row => (long)row.Text.Length)} ")
                + "characters.",
        };
    }
}
