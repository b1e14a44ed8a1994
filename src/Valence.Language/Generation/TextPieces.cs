using System.Text;

namespace Valence.Language;

/// <summary>Makes text of tokens as they come: whole characters alone, and none that belongs to a text that ends
/// it.</summary>
/// <param name="tokens">What decodes.</param>
/// <param name="stops">Texts that end it.</param>
internal sealed class TextPieces(TextTokens tokens, IReadOnlyList<string> stops)
{
    // Bytes of a character after its first, each perhaps a token of its own.
    private const int MostOpen = 3;

    private readonly List<int> _open = [];
    private readonly StringBuilder _text = new();

    /// <summary>Whether one of the texts that end it has come.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The text that is settled by one more token; empty where it ends within a character, or with what may
    /// become a text that ends it.</summary>
    public string Add(int id)
    {
        _open.Add(id);
        var text = tokens.Decode(_open);
        if (text.EndsWith('\uFFFD') && _open.Count <= MostOpen) return "";
        _open.Clear();
        return Settled(text, isLast: false);
    }

    /// <summary>The rest.</summary>
    public string Rest() => IsStopped ? "" : Settled(tokens.Decode(_open), isLast: true);

    private string Settled(string more, bool isLast)
    {
        _text.Append(more);
        var text = _text.ToString();
        var stop = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0)
            .DefaultIfEmpty(-1).Min();
        IsStopped = stop >= 0;
        var settled = IsStopped ? stop : isLast ? text.Length : text.Length - Held(text);
        _text.Remove(0, settled);
        return text[..settled];
    }

    // The longest end of the text with which a text that ends it may begin.
    private int Held(string text)
    {
        var most = Math.Min(text.Length, stops.Select(stop => stop.Length - 1).DefaultIfEmpty().Max());
        for (var length = most; length > 0; length--)
            if (stops.Any(stop => stop.Length > length && text.EndsWith(stop[..length], StringComparison.Ordinal)))
                return length;
        return 0;
    }
}
