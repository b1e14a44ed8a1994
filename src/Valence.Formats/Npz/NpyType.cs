using System.Globalization;

namespace Valence.Formats;

/// <summary>A NumPy element type such as <c>&lt;f4</c>.</summary>
/// <param name="Kind">What the elements are.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
public readonly record struct NpyType(NpyKind Kind, int Size, bool IsBigEndian = false)
{
    /// <summary>NumPy's own notation.</summary>
    public override string ToString()
    {
        var order = Kind is NpyKind.Object or NpyKind.Bytes || Size == 1 ? '|' : IsBigEndian ? '>' : '<';
        return Kind == NpyKind.Object ? "|O"
            : string.Create(CultureInfo.InvariantCulture,
                $"{order}{"biufSUO"[(int)Kind]}{(Kind == NpyKind.Text ? Size / 4 : Size)}");
    }

    /// <summary>The type NumPy writes as <paramref name="text"/>.</summary>
    internal static NpyType Parse(string text, FilePlace place)
    {
        if (text == "|O" || text == "O") return new(NpyKind.Object, 8);
        if (text.Length < 3
            || !int.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture,
                out var size)) throw Refuse();
        var order = text[0];
        if (order is not ('<' or '>' or '|')) throw Refuse();
        var type = (text[1], size) switch
        {
            ('b', 1) => new NpyType(NpyKind.Boolean, 1),
            ('i', 1 or 2 or 4 or 8) => new(NpyKind.Integer, size, order == '>'),
            ('u', 1 or 2 or 4 or 8) => new(NpyKind.Unsigned, size, order == '>'),
            ('f', 2 or 4 or 8) => new(NpyKind.Float, size, order == '>'),
            ('S', >= 1 and <= MaxText) => new(NpyKind.Bytes, size),
            ('U', >= 1 and <= MaxText / 4) => new(NpyKind.Text, size * 4, order == '>'),
            _ => throw Refuse(),
        };
        return order == '|' && type.Size > 1 && type.Kind != NpyKind.Bytes ? throw Refuse() : type;

        FileFormatException Refuse() => new("N04", place,
            "expected booleans, integers, floats of 2, 4 or 8 bytes, or texts, found elements of type "
                + $"'{FilePlace.Shown(text)}'",
            "Convert the array with astype before saving it");
    }

    private const int MaxText = 1 << 20;
}
