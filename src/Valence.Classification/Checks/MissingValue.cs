namespace Valence.Classification;

/// <summary>What programs write where a value is missing. As labels such words make a class.</summary>
internal static class MissingValue
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "nan", "na", "n/a", "<na>", "#n/a", "#na", "null", "<null>", "none", "<none>", "nil", "nat", "undefined",
        "missing",
    };

    /// <summary>Whether a label is such a word.</summary>
    public static bool Is(string label) => Words.Contains(label) || Words.Contains(label.TrimStart('-', '+'));
}
