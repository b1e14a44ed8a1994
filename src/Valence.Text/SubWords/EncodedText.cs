namespace Valence.Text;

/// <summary>A text, or a pair of texts, as tokens.</summary>
/// <remarks>All lists are of one length, that of <see cref="Ids"/>.</remarks>
public sealed class EncodedText
{
    private readonly int[] _ids;
    private readonly TextSpan[] _spans;
    private readonly EncodedPart[] _parts;
    private readonly (int At, string Text)[] _written;
    private readonly SubWordTokenizer _tokenizer;
    private readonly string? _padding;

    internal EncodedText(int[] ids, TextSpan[] spans, EncodedPart[] parts, (int At, string Text)[] written,
        SubWordTokenizer tokenizer, string? padding, EncodedText[] overflowing)
    {
        (_ids, _spans, _parts, _written, _tokenizer, _padding) = (ids, spans, parts, written, tokenizer, padding);
        Overflowing = overflowing;
    }

    /// <summary>The number of each token.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>The part of the text that each token stands for; empty, from 0 to 0, for special tokens and those that
    /// fill up.</summary>
    /// <remarks>Parts of one character (bytes) have its span, and a character composed of several that of the first.
    /// Spans count UTF-16 units, as <see cref="string"/> does.</remarks>
    public IReadOnlyList<TextSpan> Spans => _spans;

    /// <summary>The text of each token, as the vocabulary has it; what Unigram does not know is shown as the normalized
    /// text has it.</summary>
    public IReadOnlyList<string> Tokens => field ??= TextOfTokens();

    /// <summary>The type of each token, by which models tell the texts of a pair apart.</summary>
    public IReadOnlyList<int> TypeIds => field ??= Each(part => part.TypeId);

    /// <summary>Which text each token came of: 0 for the first, 1 for the second, −1 for special tokens and those that
    /// fill up.</summary>
    public IReadOnlyList<int> TextNumbers => field ??= Each(part => part.Text);

    /// <summary>1 for each token, 0 for those that fill up.</summary>
    public IReadOnlyList<int> AttentionMask => field ??= Each(part => part.IsPadding ? 0 : 1);

    /// <summary>True for special tokens that were added around the texts and for those that fill up.</summary>
    public IReadOnlyList<bool> SpecialTokensMask => field ??= Each(part => part.Text < 0);

    /// <summary>What truncation left out, as windows that each overlap the one before by the stride; with special
    /// tokens and filled up like this one. Empty where nothing was cut.</summary>
    public IReadOnlyList<EncodedText> Overflowing { get; }

    /// <summary>The same, filled up to <paramref name="length"/> tokens.</summary>
    internal EncodedText Padded(SubWordPadding padding, int length)
    {
        var overflowing = Overflowing.Select(window => window.Padded(padding, length)).ToArray();
        var missing = Math.Max(0, length - _ids.Length);
        var before = padding.Direction == SequenceEnd.Pre ? missing : 0;
        var ids = new int[_ids.Length + missing];
        ids.AsSpan().Fill(padding.Id);
        _ids.CopyTo(ids, before);
        var spans = new TextSpan[ids.Length];
        _spans.CopyTo(spans, before);
        var part = new EncodedPart(missing, padding.TypeId, LayoutPart.Special, true);
        return new(ids, spans, before > 0 ? [part, .. _parts] : [.. _parts, part],
            Array.ConvertAll(_written, written => (written.At + before, written.Text)), _tokenizer, padding.Token,
            overflowing);
    }

    private T[] Each<T>(Func<EncodedPart, T> value)
    {
        var all = new T[_ids.Length];
        var at = 0;
        foreach (var part in _parts)
        {
            all.AsSpan(at, part.Count).Fill(value(part));
            at += part.Count;
        }
        return all;
    }

    private string[] TextOfTokens()
    {
        var texts = new string[_ids.Length];
        var at = 0;
        foreach (var part in _parts)
            for (var end = at + part.Count; at < end; at++)
                texts[at] = (part.IsPadding ? _padding : _tokenizer.Token(_ids[at])) ?? "";
        foreach (var (place, text) in _written) texts[place] = text;
        return texts;
    }
}
