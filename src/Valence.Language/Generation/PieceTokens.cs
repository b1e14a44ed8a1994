using System.Text;
using System.Text.Json.Nodes;

namespace Valence.Language;

/// <summary>Characters or words by a list of those that are known. The pieces of a text are the text again when they
/// are put together.</summary>
internal sealed class PieceTokens : TextTokens
{
    private readonly string[] _pieces;
    private readonly Dictionary<string, int> _numbers;

    /// <param name="kind">Characters or words.</param>
    /// <param name="pieces">What is known.</param>
    /// <exception cref="ArgumentException">A piece is empty, or there twice.</exception>
    public PieceTokens(TokenKind kind, IReadOnlyList<string> pieces)
    {
        (Kind, _pieces) = (kind, [.. pieces]);
        _numbers = new(_pieces.Length, StringComparer.Ordinal);
        for (var i = 0; i < _pieces.Length; i++)
            if (_pieces[i].Length == 0 || !_numbers.TryAdd(_pieces[i], i))
                throw new ArgumentException($"Expected a vocabulary whose pieces are not empty and there once, piece "
                    + $"{i} is not.", nameof(pieces));
    }

    /// <inheritdoc/>
    public override TokenKind Kind { get; }

    /// <inheritdoc/>
    protected override int Known => _pieces.Length;

    /// <summary>The most frequent pieces of texts, characters by code point; of equally frequent words the first by its
    /// units.</summary>
    public static PieceTokens Of(TokenKind kind, IReadOnlyList<string> texts, int most)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var piece in texts.SelectMany(text => Pieces(kind, text)))
            counts[piece] = counts.GetValueOrDefault(piece) + 1;
        return new(kind, kind == TokenKind.Characters
            ? [.. counts.Keys.OrderBy(piece => char.ConvertToUtf32(piece, 0))]
            : [.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
                .Take(most).Select(count => count.Key)]);
    }

    /// <inheritdoc/>
    public override JsonNode ToJson() => new JsonArray([.. _pieces.Select(piece => (JsonNode)piece)]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Lacking(string text) =>
        [.. Pieces(Kind, text).Where(piece => !_numbers.ContainsKey(piece)).Distinct()];

    /// <inheritdoc/>
    protected override IEnumerable<int> Numbers(string text) =>
        Pieces(Kind, text).Select(piece => _numbers.TryGetValue(piece, out var number) ? number : -1);

    /// <inheritdoc/>
    protected override string TextOf(IReadOnlyList<int> numbers) =>
        string.Concat(numbers.Select(number => _pieces[number]));

    private static IEnumerable<string> Pieces(TokenKind kind, string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var end = kind == TokenKind.Words ? WordEnd(text, i) : i;
            if (end == i)
            {
                // Half a surrogate pair is no character, and stands as one that is not known.
                var status = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
                end = i + length;
                yield return status == System.Buffers.OperationStatus.Done ? text[i..end] : rune.ToString();
            }
            else yield return text[i..end];
            i = end;
        }
    }

    // Letters, digits and marks with what is within words, and one blank before them; the place itself where there is
    // no word.
    private static int WordEnd(string text, int start)
    {
        var first = text[start] == ' ' ? start + 1 : start;
        var end = first;
        while (end < text.Length && Rune.DecodeFromUtf16(text.AsSpan(end), out var rune, out var length)
            == System.Buffers.OperationStatus.Done && IsOfWord(rune))
            end += length;
        return end == first ? start : end;
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is '\'' or '’'
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
