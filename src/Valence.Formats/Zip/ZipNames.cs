using System.Globalization;
using System.Text;

namespace Valence.Formats;

/// <summary>Which member names an archive may have, and when two names would be one file elsewhere.</summary>
internal static class ZipNames
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>The name in <paramref name="bytes"/>, refused unless it is a plain relative path.</summary>
    public static string Read(ReadOnlySpan<byte> bytes, bool isUtf8, FilePlace place)
    {
        if (!isUtf8 && bytes.ContainsAnyExceptInRange((byte)0, (byte)127))
            throw Refuse(place, "expected member names in ASCII or flagged as UTF-8, found other bytes");
        string name;
        try
        {
            name = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Refuse(place, "expected member names in UTF-8, found invalid bytes", e);
        }
        // Programs on Windows may write their own separator; what is refused is refused with either.
        name = name.Replace('\\', '/');
        if (Problem(name) is { } problem)
            throw Refuse(place with { Member = name }, $"expected a plain relative member name, found one {problem}");
        return name;
    }

    /// <summary>Names with equal keys are one file on a file system that ignores case.</summary>
    public static string CaseKey(string name) => name.TrimEnd('/').ToUpperInvariant();

    /// <summary>Names with equal outlines may be the composed and the decomposed form of one name; only compared when
    /// one of them has combining marks.</summary>
    public static string Outline(string name)
    {
        var outline = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (IsCombining(name[i])) continue;
            var isMarked = name[i] > 127 || (i + 1 < name.Length && IsCombining(name[i + 1]));
            outline.Append(isMarked ? '?' : char.ToUpperInvariant(name[i]));
        }
        return outline.ToString();
    }

    /// <summary>Whether the name has a mark that joins the character before it.</summary>
    public static bool HasCombining(string name) => name.Any(IsCombining);

    private static bool IsCombining(char c) =>
        c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0) return "that is empty";
        if (name.Contains('\\')) return "with a backslash";
        if (name[0] == '/') return "that is absolute";
        if (name.Length >= 3 && char.IsAsciiLetter(name[0]) && name[1] == ':' && name[2] == '/')
            return "with a drive letter";
        foreach (var c in name)
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return "with a control or formatting character";
        var isDirectory = name[^1] == '/';
        foreach (var part in (isDirectory ? name[..^1] : name).Split('/'))
        {
            if (part.Length == 0) return "with an empty part";
            if (part is "." or "..") return $"with the part '{part}'";
            if (part[^1] is '.' or ' ') return "with a part that ends in a dot or a blank";
            if (DeviceNames.Contains(part.Split('.')[0])) return "that means a device on Windows";
        }
        return null;
    }

    private static FileFormatException Refuse(FilePlace place, string problem, Exception? inner = null) =>
        new("Z22", place, problem, "Make the archive again with other member names", inner);
}
