using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>SentencePiece's normalization rules, compiled: a trie over UTF-8 bytes (Darts) and the texts that take the
/// place of what it finds.</summary>
/// <remarks>The file's map is read as it stands; every step stays within it, whatever it holds.</remarks>
internal sealed class PrecompiledNormalizer : Normalizer
{
    // A longer grapheme is replaced character by character.
    private const int LongestGrapheme = 5;

    private readonly uint[] _trie;
    private readonly byte[] _texts;

    private PrecompiledNormalizer(uint[] trie, byte[] texts)
    {
        _trie = trie;
        _texts = texts;
    }

    public static PrecompiledNormalizer Read(Fields fields)
    {
        const string name = "precompiled_charsmap";
        byte[] map;
        try
        {
            map = Convert.FromBase64String(fields.Text(name));
        }
        catch (FormatException error)
        {
            throw fields.Refuse("T08", name, "a map in base 64", "another text", error);
        }
        if (map.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(map) is var size
            && (size % 4 != 0 || size < 4 || size > map.Length - 4))
            throw fields.Refuse("T08", name, "a map that begins with the bytes of its trie", string.Create(
                CultureInfo.InvariantCulture, $"{map.Length} bytes that do not"));
        var trie = new uint[size / 4];
        for (var i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(map.AsSpan(4 + 4 * i));
        return new(trie, map[(4 + (int)size)..]);
    }

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        var changes = new List<(Rune, int)>(text.Length);
        var any = false;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text[at..]);
            any |= Rewrite(text.Slice(at, length), changes);
            at += length;
        }
        if (!any) return;
        var rewriting = new Rewriting(draft.Text, draft.NextText);
        foreach (var (rune, change) in changes) rewriting.Add(rune, change);
        draft.TakeText();
    }

    private bool Rewrite(ReadOnlySpan<char> grapheme, List<(Rune, int)> changes)
    {
        if (Encoding.UTF8.GetByteCount(grapheme) <= LongestGrapheme && Replace(grapheme, changes)) return true;
        var any = false;
        for (var at = 0; at < grapheme.Length;)
        {
            var rune = CharacterKind.At(grapheme, at, out var length);
            if (Replace(grapheme.Slice(at, length), changes)) any = true;
            else changes.Add((rune, 0));
            at += length;
        }
        return any;
    }

    /// <summary>Adds what takes the place of <paramref name="part"/>, if anything does.</summary>
    private bool Replace(ReadOnlySpan<char> part, List<(Rune Rune, int Change)> changes)
    {
        Span<byte> bytes = stackalloc byte[3 * part.Length];
        if (Find(bytes[..Encoding.UTF8.GetBytes(part, bytes)]) is not { } place) return false;

        var text = _texts.AsSpan(Math.Min(place, _texts.Length));
        if (text.IndexOf((byte)0) is >= 0 and var end) text = text[..end];
        var runes = Encoding.UTF8.GetString(text).EnumerateRunes().ToArray();
        var old = 0;
        foreach (var _ in part.EnumerateRunes()) old++;
        for (var i = 0; i < runes.Length; i++) changes.Add((runes[i], i < old ? 0 : 1));
        if (runes.Length >= old) return true;
        // What is dropped at the very beginning has no character to follow.
        if (changes.Count > 0) changes[^1] = changes[^1] with { Change = changes[^1].Change + runes.Length - old };
        return true;
    }

    /// <summary>The place of the text for the shortest beginning that the trie holds.</summary>
    private int? Find(ReadOnlySpan<byte> key)
    {
        var at = Offset(_trie[0]);
        foreach (var b in key)
        {
            if (b == 0) return null;
            at ^= b;
            if (at >= (uint)_trie.Length) return null;
            var unit = _trie[at];
            if ((unit & 0x800000FF) != b) return null;
            at ^= Offset(unit);
            if (at >= (uint)_trie.Length) return null;
            if ((unit >> 8 & 1) != 0) return (int)(_trie[at] & int.MaxValue);
        }
        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1 << 9)) >> 6);
}
