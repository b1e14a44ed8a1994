using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Labels that look equal and are not: they would be classes of their own.</summary>
/// <remarks>Labels that no eye tells apart are an error, for nobody means two classes by them. Those that differ in
/// case, quotes, the writing of a number or the script of letters are doubted, for somebody may.</remarks>
internal static class LookAlikes
{
    private const int Shown = 3;

    private static readonly (LabelDifference Difference, string Words)[] Words =
    [
        (LabelDifference.Composition, "letters with marks that are composed in one and not in the other"),
        (LabelDifference.Unseen, "characters that cannot be seen"),
        (LabelDifference.Blanks, "blanks"),
        (LabelDifference.Quotes, "quotes around them"),
        (LabelDifference.Number, "how a number is written"),
        (LabelDifference.Script, "letters of another script"),
        (LabelDifference.Case, "upper and lower case"),
    ];

    /// <summary>Sentences about classes that can be told apart by looking closely; others are refused.</summary>
    /// <param name="classes">Classes with their number of texts.</param>
    /// <param name="kinds">What they are: classes, or labels of which a text may have several.</param>
    public static IEnumerable<string> Doubts(IReadOnlyList<KeyValuePair<string, int>> classes,
        string kinds = "classes")
    {
        var alike = Groups(classes.Select(entry => entry.Key))
            .Where(group => (Between(group) & ~LabelDifference.Invisible) != LabelDifference.None).ToArray();
        var counts = classes.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        foreach (var group in alike.Take(Shown))
        {
            var difference = Between(group);
            var named = group.Select(label =>
                string.Create(CultureInfo.InvariantCulture, $"'{Coded(label, difference)}' ({counts[label]})"));
            yield return $"The labels {string.Join(", ", named)} differ only in {In(difference)} and are {kinds} of "
                + "their own. Write them alike if they mean the same.";
        }
        if (alike.Length > Shown)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{alike.Length - Shown} more groups of labels look equal like these.");
        if (MixedAmong(classes.Select(entry => entry.Key).Except(alike.SelectMany(group => group))) is { } mixed)
            yield return mixed;
    }

    /// <summary>Sentences about classes of a model that its answers would show alike, or with letters of several
    /// scripts.</summary>
    /// <param name="names">The classes.</param>
    public static IEnumerable<string> OfModel(IReadOnlyList<string> names)
    {
        var alike = Groups(names).Where(group => Between(group).HasFlag(LabelDifference.Script)).ToArray();
        foreach (var group in alike.Take(Shown))
        {
            var named = group.Select(name => $"'{Coded(name, Between(group))}'");
            yield return $"The classes {string.Join(", ", named)} of the model differ only in {In(Between(group))}: "
                + "tell them apart by their codes.";
        }
        if (MixedAmong(names.Except(alike.SelectMany(group => group))) is { } mixed) yield return mixed;
    }

    private static string? MixedAmong(IEnumerable<string> labels)
    {
        string[] mixed = [.. labels.Where(label => LookAlikeLetters.Mixed(label).Count > 0)];
        return mixed.Length == 0 ? null
            : $"In {string.Join(", ", mixed.Take(Shown).Select(label => $"'{Coded(label, LabelDifference.None)}'"))}"
                + $"{(mixed.Length > Shown ? ", …" : "")} letters of two scripts that look alike stand in one word: "
                + "those shown as codes are not of the script of the others. Write them in one.";
    }

    /// <summary>Throws where labels differ in nothing that can be seen.</summary>
    /// <param name="labels">The label of each row, with the row's number.</param>
    /// <param name="counted">What the number counts.</param>
    /// <exception cref="DataException">There are such labels.</exception>
    public static void Refuse(IEnumerable<(string Label, int Row)> labels, string counted = "row")
    {
        if (Invisible(labels, counted).FirstOrDefault() is { } sentence) throw new DataException(sentence);
    }

    /// <summary>Sentences about labels that differ in nothing that can be seen.</summary>
    /// <param name="labels">The label of each row, with the row's number.</param>
    /// <param name="counted">What the number counts.</param>
    public static IEnumerable<string> Invisible(IEnumerable<(string Label, int Row)> labels, string counted)
    {
        var found = new Dictionary<string, (int Count, int First)>(StringComparer.Ordinal);
        foreach (var (label, row) in labels)
            found[label] = found.TryGetValue(label, out var old) ? (old.Count + 1, old.First) : (1, row);
        foreach (var group in Groups(found.Keys, LabelDifference.Invisible))
        {
            var difference = Between(group);
            var named = group.OrderByDescending(label => found[label].Count).ThenBy(label => found[label].First)
                .Select(label => string.Create(CultureInfo.InvariantCulture,
                    $"'{Coded(label, difference)}' ({Texts(found[label].Count)}, first: {counted} "
                        + $"{found[label].First})"));
            yield return $"The labels {string.Join(", ", named)} look alike and would be classes of their own: they "
                + $"differ only in {In(difference)}. Write them alike.";
        }
    }

    /// <summary>Throws where new labels differ from those of a model in nothing that can be seen.</summary>
    /// <exception cref="DataException">There are such labels.</exception>
    public static void Refuse(IEnumerable<string> added, IEnumerable<string> names)
    {
        foreach (var group in Groups(names.Concat(added), LabelDifference.Invisible))
        {
            var difference = Between(group);
            throw new DataException($"The label '{Coded(group[^1], difference)}' looks like '{Coded(group[0],
                difference)}' of the model to go on from, and would be a class of its own: they differ only in "
                + $"{In(difference)}. Write it so.");
        }
    }

    /// <summary>A sentence about the name that a label that is unknown looks like; null where it looks like
    /// none.</summary>
    public static string? Known(string label, IEnumerable<string> names)
    {
        var key = Key(label, LabelDifference.All);
        if (names.FirstOrDefault(name => Key(name, LabelDifference.All) == key) is not { } name) return null;
        var difference = Between([name, label]);
        return $"'{Coded(label, difference)}' looks like '{Coded(name, difference)}' and differs only in "
            + $"{In(difference)}: write it so.";
    }

    private static string Texts(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "text" : "texts")}");

    private static IEnumerable<string[]> Groups(IEnumerable<string> labels,
        LabelDifference difference = LabelDifference.All) => labels.GroupBy(label => Key(label, difference),
            StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.ToArray());

    private static string Coded(string label, LabelDifference difference) =>
        Printable.Label(LabelSet.Shortened(label), difference.HasFlag(LabelDifference.Composition),
            difference.HasFlag(LabelDifference.Script));

    // What differs when all else is made equal; where several things hide each other, all that differ alone.
    private static LabelDifference Between(IReadOnlyList<string> labels)
    {
        var found = LabelDifference.None;
        foreach (var (difference, _) in Words)
            if (labels.Select(label => Key(label, LabelDifference.All & ~difference))
                .Distinct(StringComparer.Ordinal).Count() > 1) found |= difference;
        return found == LabelDifference.None ? LabelDifference.Unseen : found;
    }

    private static string In(LabelDifference difference) => string.Join(" and ",
        Words.Where(entry => difference.HasFlag(entry.Difference)).Select(entry => entry.Words));

    /// <summary>What is left of a label when it is made equal in what may differ.</summary>
    private static string Key(string label, LabelDifference equal)
    {
        if (equal.HasFlag(LabelDifference.Composition)) label = DecomposedLetters.Of(label);
        if (equal.HasFlag(LabelDifference.Unseen))
            label = string.Concat(label.EnumerateRunes().Where((rune, _) => !Printable.IsUnseen(rune)));
        if (equal.HasFlag(LabelDifference.Blanks)) label = string.Join(' ', label.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries));
        if (equal.HasFlag(LabelDifference.Quotes)) label = Unquoted(label);
        if (equal.HasFlag(LabelDifference.Number)) label = DecimalText.Of(Digits(label)) ?? label;
        if (equal.HasFlag(LabelDifference.Script)) label = LookAlikeLetters.AsLatin(label);
        return equal.HasFlag(LabelDifference.Case) ? label.ToUpperInvariant().ToLowerInvariant() : label;
    }

    private static string Unquoted(string label) => label.Length > 2
        && (label[0], label[^1]) is ('"', '"') or ('\'', '\'') or ('“', '”') or ('‘', '’') or ('«', '»')
        ? label[1..^1] : label;

    // Digits of all scripts.
    private static string Digits(string label)
    {
        var digits = new StringBuilder(label.Length);
        foreach (var sign in label)
            digits.Append(CharUnicodeInfo.GetDecimalDigitValue(sign) is >= 0 and var value ? (char)('0' + value)
                : sign);
        return digits.ToString();
    }
}
