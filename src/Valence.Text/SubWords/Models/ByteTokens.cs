using System.Globalization;

namespace Valence.Text;

/// <summary>The tokens of single bytes, <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, that characters without a token
/// fall back to.</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids;

    public ByteTokens(SubWordVocabulary vocabulary) => _ids = [.. Enumerable.Range(0, 256)
        .Select(b => vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>")))];

    /// <summary>The ids of the bytes of a text; empty where the vocabulary lacks one.</summary>
    public int[] Of(ReadOnlySpan<char> text)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        var ids = Array.ConvertAll(bytes, b => _ids[b]);
        return Array.IndexOf(ids, -1) < 0 ? ids : [];
    }

    /// <summary>The byte of a token; null for any other token.</summary>
    public static byte? Byte(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var value) ? value : null;
}
