using System.Globalization;

namespace Valence.Text;

/// <summary>A column of a file, by its name in the header or by its position: <c>Column c = "review"</c> or <c>Column c = 1</c>.</summary>
public readonly record struct Column
{
    private Column(string? name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>The name in the header, or the key in a JSON object; null when the column is given by position.</summary>
    public string? Name { get; }

    /// <summary>The position, the first being 0; 0 when the column is given by name.</summary>
    public int Index { get; }

    /// <summary>The column with a name.</summary>
    public static implicit operator Column(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(name, 0);
    }

    /// <summary>The column at a position, the first being 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public static implicit operator Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(null, index);
    }

    /// <summary>The name in quotes, or the number.</summary>
    public override string ToString() => Name is null ? string.Create(CultureInfo.InvariantCulture, $"number {Index}") : $"'{Name}'";
}
