using System.Globalization;

namespace Valence.Formats;

/// <summary>Where in a file something is wrong: the file, and as far as known the archive member, the path inside it
/// and the byte offset.</summary>
/// <param name="File">The file's name, or words for bytes that came from elsewhere.</param>
/// <param name="Member">The member of a zip archive, or null.</param>
/// <param name="Path">The HDF5 path, JSON path or array name, or null.</param>
/// <param name="Offset">The byte offset within the file or member, or null.</param>
public readonly record struct FilePlace(string File, string? Member = null, string? Path = null, long? Offset = null)
{
    /// <summary>The parts that are known: <c>model.keras, member model.weights.h5, /layers/dense, byte
    /// 96</c>.</summary>
    public override string ToString()
    {
        var text = File;
        if (Member is not null) text += $", member {Shown(Member)}";
        if (Path is not null) text += $", {Shown(Path)}";
        if (Offset is { } offset) text += string.Create(CultureInfo.InvariantCulture, $", byte {offset}");
        return text;
    }

    /// <summary>A name from a file as it may appear in a message: short, with control and formatting characters made
    /// visible.</summary>
    public static string Shown(string name)
    {
        const int longest = 120;
        var shown = name.Length <= longest ? name : name[..longest] + "…";
        return string.Concat(shown.Select(Visible));

        static string Visible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? $"\\u{(int)c:x4}"
            : c.ToString();
    }
}
