namespace Valence.Language;

/// <summary>What scores of texts by references share.</summary>
internal static class ScoredTexts
{
    /// <summary>The version of sacreBLEU whose figures these are.</summary>
    public const string Version = "2.6.0";

    /// <summary>Refuses references that are not as many as the texts.</summary>
    public static void Require(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(references);
        if (texts.Count == 0) throw new ArgumentException("Expected texts, received none.", nameof(texts));
        if (references.Count == 0)
            throw new ArgumentException("Expected references, received none.", nameof(references));
        foreach (var own in references)
            if (own.Count != texts.Count)
                throw new ArgumentException($"Expected a reference for each of {texts.Count} texts, received "
                    + $"{own.Count}: give one list for the first reference of every text, one for the second, and so "
                    + "on.",
                    nameof(references));
    }

    /// <summary>The words between white space, as Python's <c>split</c> finds them.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        for (int at = 0, start = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !IsWhite(text[at])) continue;
            if (at > start) words.Add(text[start..at]);
            start = at + 1;
        }
        return words;
    }

    /// <summary>The text without white space at its end, as Python's <c>rstrip</c> leaves it.</summary>
    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsWhite(text[end - 1])) end--;
        return text[..end];
    }

    /// <summary>How often each sequence of <paramref name="order"/> items stands in a list.</summary>
    /// <param name="items">The items, of which none holds <paramref name="between"/>, or which are single
    /// characters.</param>
    /// <param name="order">The length of the sequences.</param>
    /// <param name="between">What joins them.</param>
    public static Dictionary<string, int> Ngrams(List<string> items, int order, string between)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + order <= items.Count; i++)
        {
            var ngram = string.Join(between, items.GetRange(i, order));
            counts[ngram] = counts.GetValueOrDefault(ngram) + 1;
        }
        return counts;
    }

    /// <summary>The characters of a text, each whole.</summary>
    public static List<string> Characters(string text)
    {
        var characters = new List<string>(text.Length);
        for (var at = 0; at < text.Length; at += characters[^1].Length)
            characters.Add(text.Substring(at, char.IsSurrogatePair(text, at) ? 2 : 1));
        return characters;
    }

    // Python counts the separators of ASCII as white space, .NET does not.
    private static bool IsWhite(char sign) => char.IsWhiteSpace(sign) || sign is >= '\u001C' and <= '\u001F';
}
