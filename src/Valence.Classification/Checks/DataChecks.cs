using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What stands out in texts with labels before anything is learned from them.</summary>
/// <param name="Rows">How many texts there are.</param>
/// <param name="Classes">Each class or label and its number of texts, in the order of <see cref="LabelSet"/>; texts
/// without a label are in none.</param>
/// <param name="Repeated">Rows whose text an earlier row has exactly. A model that saw a text in training proves
/// nothing on the same text.</param>
/// <param name="Contradicting">Those of the repeated rows whose label is another than that of the first row with the
/// text.</param>
/// <param name="Empty">Rows whose text is empty or white space; they do not count as repeated.</param>
public sealed record DataChecks(int Rows, IReadOnlyList<KeyValuePair<string, int>> Classes, IReadOnlyList<int> Repeated,
    IReadOnlyList<int> Contradicting, IReadOnlyList<int> Empty)
{
    private const int ClassesShown = 20;
    private const int LabelsNamed = 3;
    private const int FewClasses = 10;
    private const int FewTexts = 5;
    private const int RowsWithRareClasses = 50;

    // Different texts that are remembered, as numbers.
    private const int MostCompared = 1 << 20;

    // More than a rating has, and as few as one has.
    private const int ManyNumbers = 20, FewestGrades = 3;

    // Labels made of others, fewer of which may be by chance.
    private const int FewestJoined = 2;
    private const string Separators = ";|,";

    /// <summary>Looks through texts; the numbers of rows are those of <see cref="LabelledText.Row"/>.</summary>
    public static DataChecks Of(IReadOnlyList<LabelledText> texts) => Of(texts, MostCompared);

    /// <summary>Looks through texts, of which so many different ones are remembered.</summary>
    internal static DataChecks Of(IReadOnlyList<LabelledText> texts, int mostCompared)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var labels = new Dictionary<ulong, int>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        List<(ulong Text, int Row)> repeated = [], contradicting = [];
        List<int> empty = [];
        var (withoutLabels, haveSets, shift) = (0, false, 0);
        foreach (var given in texts)
        {
            var (text, label, row) = given;
            if (given.Labels is { } set)
            {
                haveSets = true;
                if (set.Count == 0) withoutLabels++;
                foreach (var one in set.Distinct(StringComparer.Ordinal))
                    counts[one] = counts.GetValueOrDefault(one) + 1;
                label = string.Join('\n', set.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            }
            else if (label is not null) counts[label] = counts.GetValueOrDefault(label) + 1;
            if (string.IsNullOrWhiteSpace(text)) empty.Add(row);
            else Compare(Fingerprint64.Of(text), label, row);
        }
        return new(texts.Count,
            [.. LabelSet.Sorted(counts.Keys).Select(name => KeyValuePair.Create(name, counts[name]))],
            [.. repeated.Select(found => found.Row)], [.. contradicting.Select(found => found.Row)], empty)
        {
            Unspaced = UnspacedTexts.In(texts.Texts()),
            WithoutLabels = haveSets ? withoutLabels : null,
            Compared = 1 << shift,
        };

        void Compare(ulong print, string? label, int row)
        {
            if (!IsCompared(print)) return;
            var number = -1;
            if (label is not null && !numbers.TryGetValue(label, out number))
                numbers.Add(label, number = numbers.Count);
            if (labels.TryAdd(print, number))
            {
                if (labels.Count <= mostCompared) return;
                shift++;
                foreach (var other in labels.Keys)
                    if (!IsCompared(other)) labels.Remove(other);
                repeated.RemoveAll(found => !IsCompared(found.Text));
                contradicting.RemoveAll(found => !IsCompared(found.Text));
                return;
            }
            repeated.Add((print, row));
            if (labels[print] != number) contradicting.Add((print, row));
        }

        bool IsCompared(ulong print) => (print & ((1UL << shift) - 1)) == 0;
    }

    /// <summary>One text in so many was compared with others: every one up to a million different ones. Equal texts are
    /// compared all or none, so that <see cref="Repeated"/> and <see cref="Contradicting"/> are that part of what there
    /// is.</summary>
    public int Compared { get; private init; } = 1;

    /// <summary>Texts without any label, where texts have sets of labels; null where each has one.</summary>
    public int? WithoutLabels { get; private init; }

    /// <summary>Whether labels are numbers to be learned as such.</summary>
    internal bool AreNumbers { get; init; }

    /// <summary>What the numbers of rows count, such as the lines of a file.</summary>
    internal string Counted { get; init; } = "row";

    /// <summary>Texts whose words are not split by blanks; null where there are none.</summary>
    private UnspacedTexts? Unspaced { get; init; }

    /// <summary>The checks in a few lines.</summary>
    public override string ToString()
    {
        if (AreNumbers && Numbers() is [var least, .., var most])
            return string.Create(CultureInfo.InvariantCulture,
                $"Rows: {Rows}. Numbers: {Classes.Count} different ones from {least} to {most}.\n") + Others();
        var classes = string.Join(", ", Classes.Take(ClassesShown)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{Listed(entry.Key)} {entry.Value}")));
        if (Classes.Count > ClassesShown)
            classes += string.Create(CultureInfo.InvariantCulture, $" and {Classes.Count - ClassesShown} more");
        return (WithoutLabels is { } none
            ? string.Create(CultureInfo.InvariantCulture, $"Rows: {Rows}. Labels: {Classes.Count} ({classes}). "
                + $"Texts without any: {none}.\n")
            : string.Create(CultureInfo.InvariantCulture, $"Rows: {Rows}. Classes: {Classes.Count} ({classes}).\n"))
            + Others();
    }

    private string Others() =>
        $"Texts that repeat an earlier one: {Found(Repeated, Compared)}; with another label: "
            + $"{Found(Contradicting, Compared)}. "
            + $"Empty texts: {Found(Empty)}.";

    // Ascending; empty where one label is none.
    private double[] Numbers()
    {
        var numbers = new double[Classes.Count];
        for (var i = 0; i < numbers.Length; i++)
            if (!double.TryParse(Classes[i].Key, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return [];
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>Sentences about what can be learned from, but was probably not meant.</summary>
    /// <param name="split">What will be taken for a word.</param>
    internal IEnumerable<string> Doubts(TextSplit split = TextSplit.Whitespace)
    {
        if (AreNumbers)
        {
            if (split != TextSplit.Character && Unspaced is { } stretches) yield return stretches.ToString();
            yield break;
        }
        if (WithoutLabels is null && Classes.Count > ManyNumbers && Numbers().Length > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"All labels are numbers, {Classes.Count} different ones, and each is a class of its own. To learn a "
                    + $"number instead, give --task number.");
        else if (WithoutLabels is null && Classes.Count >= FewestGrades && Numbers().Length > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The labels are {Classes.Count} numbers, and each is a class of its own, as different from the next "
                    + $"as from all. Where they are grades, such as stars, --task number learns how far apart they "
                    + $"are.");
        if (WithoutLabels is null && Joined() is var (set, separator))
            yield return $"Labels such as '{Printable.Label(LabelSet.Shortened(set))}' look like several that stand "
                + $"together, and each is a class of its own. To learn each, give --label-separator \"{separator}\".";
        if (Classes.Count > FewClasses && Classes.Count > Rows / 2)
        {
            var swapped = Repeated.Count > Rows / 2 ? " Text and label columns look swapped." : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{Classes.Count} {Kinds} in {Rows} rows: is the label column right? The first labels: "
                    + $"{Named(Classes.Take(LabelsNamed))}.{swapped}");
        }
        else if (Rows >= RowsWithRareClasses && Rare() is { Count: > 0 } rare)
        {
            var more = rare.Count > LabelsNamed
                ? string.Create(CultureInfo.InvariantCulture, $" and {rare.Count - LabelsNamed} more") : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Fewer than {FewTexts} texts have the label {WithCounts(rare.Take(LabelsNamed))}{more}. So few are "
                    + $"hardly learned and can't be judged: collect more, or join the {Kind} to another.");
        }
        if (Classes.Where(entry => MissingValue.Is(entry.Key)).ToList() is { Count: > 0 } missing)
            yield return (missing.Count == 1
                ? $"The label {WithCounts(missing)} looks like a missing one and is a {Kind} of its own."
                : $"The labels {WithCounts(missing)} look like missing ones and are {Kinds} of their own.")
                + " If these texts have no label, fill it in, or remove the rows.";
        foreach (var alike in LookAlikes.Doubts(Classes, Kinds)) yield return alike;
        if (split != TextSplit.Character && Unspaced is { } unspaced) yield return unspaced.ToString();
    }

    // Where most labels that hold a separator are made of parts that other labels have too.
    private (string Label, char Separator)? Joined()
    {
        foreach (var separator in Separators)
        {
            var parted = Classes.Select(entry => (label: entry.Key,
                parts: entry.Key.Split(separator, StringSplitOptions.TrimEntries)))
                .ToArray();
            var labels = parted.SelectMany(entry => entry.parts.Distinct(StringComparer.Ordinal))
                .CountBy(part => part, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            var joined = parted.Where(entry => entry.parts.Length > 1).ToArray();
            var shared = joined.Count(entry => entry.parts.All(part => part.Length > 0 && labels[part] > 1));
            if (shared >= FewestJoined && shared > joined.Length / 2) return (joined[0].label, separator);
        }
        return null;
    }

    // What a label is one of.
    private string Kind => WithoutLabels is null ? "class" : "label";

    private string Kinds => WithoutLabels is null ? "classes" : "labels";

    private List<KeyValuePair<string, int>> Rare() => [.. Classes.Where(entry => entry.Value < FewTexts)];

    /// <summary>A label as it stands in a list with commas: in quotes where it holds one itself, as numbers
    /// may.</summary>
    internal static string Listed(string label) =>
        Printable.Label(label.Contains(',') ? $"'{LabelSet.Shortened(label)}'" : LabelSet.Shortened(label));

    private static string Named(IEnumerable<KeyValuePair<string, int>> classes) =>
        string.Join(", ", classes.Select(entry => $"'{Printable.Label(LabelSet.Shortened(entry.Key))}'"));

    private static string WithCounts(IEnumerable<KeyValuePair<string, int>> classes) =>
        string.Join(", ",
            classes.Select(entry => string.Create(CultureInfo.InvariantCulture,
                $"'{Printable.Label(LabelSet.Shortened(entry.Key))}' ({entry.Value})")));

    private string Found(IReadOnlyList<int> rows, int compared = 1) => rows.Count == 0 ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{(compared > 1 ? "about " : "")}{(long)rows.Count * compared} "
            + $"(first{(compared > 1 ? " found" : "")}: {Counted} {rows[0]})");
}
