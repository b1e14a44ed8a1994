namespace Valence.Text;

/// <summary>Puts the tokens of texts and special ones together.</summary>
internal sealed class TokenAssembly(SubWordTokenizer tokenizer, TokenLayout layout, BlankTrimming? trimming)
{
    /// <summary>The number of special tokens around texts.</summary>
    public int Added => layout.Added;

    /// <summary>All of a text, or of two.</summary>
    public EncodedText Of(TokenRun first, TokenRun? second) =>
        Of(new(first, 0, first.Count), second is null ? default : new(second, 0, second.Count), []);

    /// <summary>The first windows together, and all others as what overflows: each further one of the first text with
    /// each of the second, then the first one with each further one.</summary>
    public EncodedText Of(TokenWindow[] first, TokenWindow[] second)
    {
        var overflowing = new List<EncodedText>();
        foreach (var window in first.AsSpan(1))
            for (var i = 0; i < Math.Max(1, second.Length); i++) overflowing.Add(Of(window, At(second, i), []));
        for (var i = 1; i < second.Length; i++) overflowing.Add(Of(first[0], second[i], []));
        return Of(first[0], At(second, 0), [.. overflowing]);
    }

    private static TokenWindow At(TokenWindow[] windows, int i) => windows.Length == 0 ? default : windows[i];

    private EncodedText Of(TokenWindow first, TokenWindow second, EncodedText[] overflowing)
    {
        var parts = new EncodedPart[layout.Parts.Length];
        var count = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = layout.Parts[i];
            parts[i] = new(part.Text switch { 0 => first.Count, 1 => second.Count, _ => part.Ids.Length }, part.TypeId,
                part.Text, false);
            count = checked(count + parts[i].Count);
        }
        var ids = GC.AllocateUninitializedArray<int>(count);
        var spans = GC.AllocateUninitializedArray<TextSpan>(count);
        var written = first.Written + second.Written == 0 ? null : new List<(int At, string Text)>();
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var special = layout.Parts[i].Ids;
            if (parts[i].Text < 0)
            {
                special.CopyTo(ids, at);
                spans.AsSpan(at, special.Length).Clear();
            }
            else
            {
                Copy(parts[i].Text == 0 ? first : second, ids, spans, at, written);
            }
            at += parts[i].Count;
        }
        return new(ids, spans, parts, written is null ? [] : [.. written], tokenizer, null, overflowing);
    }

    private void Copy(TokenWindow window, int[] ids, TextSpan[] spans, int at, List<(int At, string Text)>? written)
    {
        if (window.Count == 0) return;
        window.Run.Ids[window.Start..window.End].CopyTo(ids.AsSpan(at));
        window.Run.Spans[window.Start..window.End].CopyTo(spans.AsSpan(at));
        foreach (var (place, text) in window.Run.Written)
            if (place >= window.Start && place < window.End) written?.Add((at + place - window.Start, text));
        if (trimming is null) return;
        for (var i = 0; i < window.Count; i++)
            spans[at + i] = trimming.Trim(tokenizer.Token(ids[at + i]) ?? "", spans[at + i], i == 0);
        foreach (var (place, text) in window.Run.Written)
            if (place >= window.Start && place < window.End)
                spans[at + place - window.Start] = trimming.Trim(text, window.Run.Spans[place], place == window.Start);
    }
}
