using System.Globalization;

namespace Valence.Classification;

/// <summary>The classes of a classifier in a fixed order: numbers by value, words by their code points. Of two classes, the second is the one whose probability the network gives.</summary>
public sealed class LabelSet
{
    private readonly Dictionary<string, int> _index;

    /// <summary>The given classes in the given order.</summary>
    /// <exception cref="DataException">There are fewer than two, or one twice.</exception>
    public LabelSet(IReadOnlyList<string> names)
    {
        if (names.Count < 2)
            throw new DataException($"Expected texts of at least two classes, found {(names.Count == 0 ? "none" : $"only '{names[0]}'")}. A classifier learns from examples of each class: check the label column.");
        Names = names;
        _index = new(StringComparer.Ordinal);
        foreach (var name in names)
            if (!_index.TryAdd(name, _index.Count)) throw new DataException($"The class '{name}' occurs twice.");
    }

    /// <summary>The classes' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => Names.Count;

    /// <summary>The classes that occur among <paramref name="labels"/>.</summary>
    public static LabelSet From(IEnumerable<string> labels)
    {
        var distinct = labels.Distinct(StringComparer.Ordinal).ToArray();
        var numbers = new double[distinct.Length];
        var numeric = true;
        for (var i = 0; i < distinct.Length; i++) numeric &= double.TryParse(distinct[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        if (numeric) Array.Sort(numbers, distinct);
        else Array.Sort(distinct, StringComparer.Ordinal);
        return new(distinct);
    }

    /// <summary>The position of a class.</summary>
    /// <exception cref="DataException">There is no such class; the message lists those there are.</exception>
    public int IndexOf(string label, int row) => _index.TryGetValue(label, out var index)
        ? index
        : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Row {row} has the label '{Shortened(label)}'; expected one of {string.Join(", ", Names.Select(name => $"'{Shortened(name)}'"))}."));

    private static string Shortened(string label) => label.Length <= 40 ? label : label[..40] + "…";
}
