using System.Globalization;

namespace Valence.Classification;

/// <summary>What is doubted of the labels as a whole: rare ones, such that look equal or missing, numbers, and far more
/// of one than of another.</summary>
internal sealed class DoubtfulClasses : DataCheck
{
    private const int ManyTimes = 20;

    /// <inheritdoc/>
    public override string Name => "labels";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var checks = texts.Overview;
        foreach (var alike in InvisiblyAlike(texts)) yield return new(Name, alike, "", []);
        foreach (var doubt in checks.Doubts()) yield return new(Name, doubt, "", []);
        if (!texts.HaveClasses) yield break;
        var (least, most) = (checks.Classes.MinBy(entry => entry.Value), checks.Classes.MaxBy(entry => entry.Value));
        if (most.Value > ManyTimes * (long)least.Value)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"'{DataChecks.Listed(most.Key)}' has "
                + $"{most.Value} texts and '{DataChecks.Listed(least.Key)}' {least.Value}."),
                "Judge by the figures of each class, and learn with --class-weights balanced where rare ones matter as "
                + "much.", []);
    }

    /// <summary>Sentences about labels of the texts to learn from that differ in nothing that can be seen, which no
    /// training takes.</summary>
    public static IEnumerable<string> InvisiblyAlike(CheckedTexts texts) => LookAlikes.Invisible(
        texts.Learned.SelectMany((row, i) => texts.LabelsOf(i).Select(label => (label, row.Row))),
        texts.Settings.Counted);
}
