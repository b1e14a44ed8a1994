using System.Globalization;
using System.Text;

namespace Valence.Text.Tests;

/// <summary>A token as the plain tokenizers below find it.</summary>
internal readonly record struct PlainToken(int Id, int Start, int End);

/// <summary>A character with its span: what plain normalization works on.</summary>
internal readonly record struct PlainCharacter(Rune Rune, int Start, int End);

/// <summary>Second implementations, written for clarity alone: lists of characters, searches by brute force.</summary>
internal static class PlainTokens
{
    public static List<PlainCharacter> Characters(string text)
    {
        var all = new List<PlainCharacter>();
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            all.Add(new(rune, at, at + length));
            at += length;
        }
        return all;
    }

    /// <summary>BERT's characters, in lower case without accents; <paramref name="decompose"/> takes one character
    /// apart canonically.</summary>
    public static List<PlainCharacter> BertCharacters(string text, Func<Rune, Rune[]> decompose)
    {
        var all = new List<PlainCharacter>();
        foreach (var c in Characters(text))
        {
            var category = Rune.GetUnicodeCategory(c.Rune);
            var isLine = c.Rune.Value is '\t' or '\n' or '\r';
            if (!isLine && (c.Rune.Value is 0 or 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse)) continue;
            if (isLine || Rune.IsWhiteSpace(c.Rune))
            {
                all.Add(c with { Rune = new(' ') });
                continue;
            }
            var isIdeograph = c.Rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
                or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
            if (isIdeograph) all.Add(c with { Rune = new(' ') });
            foreach (var part in decompose(c.Rune))
                if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
                    all.Add(c with { Rune = Rune.ToLowerInvariant(part) });
            if (isIdeograph) all.Add(c with { Rune = new(' ') });
        }
        return all;
    }

    /// <summary>Words between white space, each sign by itself.</summary>
    public static List<List<PlainCharacter>> BertWords(List<PlainCharacter> characters)
    {
        var words = new List<List<PlainCharacter>> { new() };
        foreach (var c in characters)
        {
            var isSign = c.Rune.IsAscii ? char.IsPunctuation((char)c.Rune.Value) || char.IsSymbol((char)c.Rune.Value)
                : Rune.IsPunctuation(c.Rune);
            if (Rune.IsWhiteSpace(c.Rune))
            {
                words.Add([]);
                continue;
            }
            if (isSign) words.Add([]);
            words[^1].Add(c);
            if (isSign) words.Add([]);
        }
        return [.. words.Where(word => word.Count > 0)];
    }

    /// <summary>The longest piece first, tried from the whole rest down to one character.</summary>
    public static List<PlainToken> WordPiece(List<PlainCharacter> word, Dictionary<string, int> vocabulary, int unknown)
    {
        var whole = new PlainToken(unknown, word[0].Start, word[^1].End);
        if (word.Count > 100) return [whole];
        var tokens = new List<PlainToken>();
        for (var start = 0; start < word.Count;)
        {
            var end = word.Count;
            while (end > start && !vocabulary.ContainsKey(Piece(start, end))) end--;
            if (end == start) return [whole];
            tokens.Add(new(vocabulary[Piece(start, end)], word[start].Start, word[end - 1].End));
            start = end;
        }
        return tokens;

        string Piece(int start, int end) =>
            (start > 0 ? "##" : "") + string.Concat(word[start..end].Select(c => c.Rune.ToString()));
    }

    /// <summary>The pair of the lowest rank is merged, the leftmost of several, until none is left.</summary>
    public static List<PlainToken> BytePairs(List<(string Symbol, int Start, int End)> symbols,
        Dictionary<(string, string), int> ranks, Dictionary<string, int> vocabulary)
    {
        while (true)
        {
            var best = -1;
            for (var i = 0; i + 1 < symbols.Count; i++)
                if (ranks.TryGetValue((symbols[i].Symbol, symbols[i + 1].Symbol), out var rank)
                    && (best < 0 || rank < ranks[(symbols[best].Symbol, symbols[best + 1].Symbol)])) best = i;
            if (best < 0) return [.. symbols.Select(s => new PlainToken(vocabulary[s.Symbol], s.Start, s.End))];
            symbols[best] = (symbols[best].Symbol + symbols[best + 1].Symbol, symbols[best].Start,
                symbols[best + 1].End);
            symbols.RemoveAt(best + 1);
        }
    }

    /// <summary>The characters of bytes, as GPT-2's own program makes them.</summary>
    public static char[] ByteCharacters()
    {
        var characters = new char[256];
        var n = 0;
        for (var b = 0; b < 256; b++)
            characters[b] = b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255) ? (char)b
                : (char)(256 + n++);
        return characters;
    }

    /// <summary>All ways to take a word apart, and the best of them; the first found of equally good ones. Characters
    /// without a token cost <paramref name="unknownScore"/>, and unknown neighbours are one.</summary>
    public static (double Score, List<PlainToken> Tokens) Unigram(string word, Dictionary<string, int> vocabulary,
        double[] scores, int unknown, double unknownScore)
    {
        var best = (Score: double.NegativeInfinity, Tokens: new List<PlainToken>());
        Go(0, 0, []);
        var fused = new List<PlainToken>();
        foreach (var token in best.Tokens)
            if (token.Id == unknown && fused.Count > 0 && fused[^1].Id == unknown)
                fused[^1] = fused[^1] with { End = token.End };
            else fused.Add(token);
        return (best.Score, fused);

        void Go(int at, double score, List<PlainToken> tokens)
        {
            if (at == word.Length)
            {
                if (score > best.Score) best = (score, tokens);
                return;
            }
            Rune.DecodeFromUtf16(word.AsSpan(at), out _, out var length);
            if (!vocabulary.ContainsKey(word[at..(at + length)]))
                Go(at + length, score + unknownScore, [.. tokens, new(unknown, at, at + length)]);
            for (var end = at + 1; end <= word.Length; end++)
                if (vocabulary.TryGetValue(word[at..end], out var id))
                    Go(end, score + scores[id], [.. tokens, new(id, at, end)]);
        }
    }
}
