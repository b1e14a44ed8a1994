using System.Globalization;

namespace Valence.Text;

/// <summary>A column of a file, by its name in the header or by its position: <c>Column c = "review"</c> or <c>Column c
/// = 1</c>.</summary>
public readonly record struct Column
{
    private Column(string? name, int index, int firstNumber)
    {
        Name = name;
        Index = index;
        FirstNumber = firstNumber;
    }

    /// <summary>The name in the header, or the key in a JSON object; null when the column is given by
    /// position.</summary>
    public string? Name { get; }

    /// <summary>The position, the first being 0; 0 when the column is given by name alone, −1 for a number that no
    /// column has.</summary>
    public int Index { get; }

    /// <summary>The number by which whoever gave the column calls the first one.</summary>
    internal int FirstNumber { get; }

    /// <summary>Whether <see cref="Name"/> may also be a number.</summary>
    internal bool MayBeNumber => Name is not null && FirstNumber == 1
        && int.TryParse(Name, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>The column with a name.</summary>
    public static implicit operator Column(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(name, 0, 0);
    }

    /// <summary>The column at a position, the first being 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public static implicit operator Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(null, index, 0);
    }

    /// <summary>The column that a person calls so: the one of this name or, where the header has none or there is no
    /// header, the one of this number, the first being 1.</summary>
    public static Column Parse(string nameOrNumber)
    {
        ArgumentNullException.ThrowIfNull(nameOrNumber);
        return new(nameOrNumber,
            int.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1
                : 0, 1);
    }

    /// <summary>The name in quotes, or the number.</summary>
    public override string ToString() => Name is null ? string.Create(CultureInfo.InvariantCulture, $"number {Index}")
        : $"'{Name}'";
}
