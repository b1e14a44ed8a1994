using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The classes of a classifier in a fixed order: numbers by value, words by their code points. Of two classes,
/// the second is the one whose probability the network gives.</summary>
public sealed class LabelSet
{
    private const int LabelsShown = 20;

    private readonly Dictionary<string, int> _index;

    /// <summary>The given classes in the given order.</summary>
    /// <exception cref="DataException">There are fewer than two, or one twice.</exception>
    public LabelSet(IReadOnlyList<string> names) : this(names, 2)
    {
    }

    private LabelSet(IReadOnlyList<string> names, int least)
    {
        if (names.Count < least)
            throw new DataException("Expected texts of at least two classes, found "
                + $"{(names.Count == 0 ? "none" : $"only '{Shortened(names[0])}'")}. A classifier learns from "
                    + "examples of each class: check the label column.");
        Names = names;
        _index = new(StringComparer.Ordinal);
        foreach (var name in names)
            if (!_index.TryAdd(name, _index.Count))
                throw new DataException($"The class '{Shortened(name)}' occurs twice.");
    }

    /// <summary>No classes.</summary>
    internal static LabelSet None { get; } = new([], 0);

    /// <summary>The classes' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => Names.Count;

    /// <summary>The classes that occur among <paramref name="labels"/>.</summary>
    /// <exception cref="DataException">There are fewer than two.</exception>
    public static LabelSet From(IEnumerable<string> labels) => new(Sorted(labels.Distinct(StringComparer.Ordinal)));

    /// <summary>The same where no label is new; otherwise all in the order of a label set.</summary>
    /// <exception cref="DataException">A new label differs from one of these in nothing that can be seen.</exception>
    internal LabelSet With(IEnumerable<string> labels)
    {
        string[] added = [.. labels.Distinct(StringComparer.Ordinal).Where(label => !Contains(label))];
        if (added.Length == 0) return this;
        LookAlikes.Refuse(added, Names);
        return new(Sorted(Names.Concat(added)), 1);
    }

    /// <summary>Labels of which a text may have any number: one will do.</summary>
    /// <exception cref="DataException">There is none, or one twice.</exception>
    internal static LabelSet OfAny(IReadOnlyList<string> names) => new(names, 1);

    /// <summary>The names as a file has them.</summary>
    internal JsonArray ToJson() => new([.. Names.Select(name => JsonValue.Create(name))]);

    /// <summary>The names in the field of a file.</summary>
    internal static string[] NamesIn(ConfigReader config, string field = "labels") =>
        config.Get(field) is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()!
                : throw config.Wrong(field, "texts"))]
            : throw config.Wrong(field, "a list of texts");

    /// <summary>Distinct labels in the order of a label set.</summary>
    internal static string[] Sorted(IEnumerable<string> distinct)
    {
        string[] names = [.. distinct.Order(StringComparer.Ordinal)];
        var numbers = new double[names.Length];
        for (var i = 0; i < names.Length; i++)
            if (!double.TryParse(names[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return names;
        return [.. names.Zip(numbers).OrderBy(entry => entry.Second).Select(entry => entry.First)];
    }

    /// <summary>The position of a class.</summary>
    /// <exception cref="DataException">There is no such class; the message lists those there are.</exception>
    public int IndexOf(string label, int row) => _index.TryGetValue(label, out var index)
        ? index
        : throw Unknown(label, row, 1);

    /// <summary>Whether there is such a class.</summary>
    internal bool Contains(string label) => _index.ContainsKey(label);

    /// <summary>The error of a label that no class has.</summary>
    /// <param name="label">The label.</param>
    /// <param name="row">The first row that has it.</param>
    /// <param name="rows">How many rows have it.</param>
    /// <param name="counted">What <paramref name="row"/> counts.</param>
    internal DataException Unknown(string label, int row, int rows, string counted = "row")
    {
        var also = rows == 1 ? ""
            : string.Create(CultureInfo.InvariantCulture, $", as {rows} rows have, of which this is the first");
        return new(string.Create(CultureInfo.InvariantCulture, $"{DataException.Beginning(counted)} {row} has the "
            + $"label "
            + $"'{Printable.Label(Shortened(label))}'{also}; expected one of {Listed()}. ")
            + (LookAlikes.Known(label, Names) ?? (MissingValue.Is(label)
                ? "It looks like a missing one: fill in the label, or remove the row."
                : "Correct the label, or train with texts of this class.")));
    }

    internal static string Shortened(string label) =>
        label.Length <= 40 ? label : label[..(char.IsHighSurrogate(label[39]) ? 39 : 40)] + "…";

    private string Listed() =>
        string.Join(", ", Names.Take(LabelsShown).Select(name => $"'{Printable.Label(Shortened(name))}'"))
            + (Count > LabelsShown ? string.Create(CultureInfo.InvariantCulture, $" and {Count - LabelsShown} more")
                : "");
}
