using System.Text;

namespace Valence.Text;

/// <summary>Drops controls and makes blanks of white space, as SentencePiece's <c>nmt</c> rules do.</summary>
internal sealed class NmtNormalizer : FilteringNormalizer
{
    protected override bool MayChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange(' ', '~');

    protected override bool Keeps(Rune rune) => rune.Value is not ((>= 0x01 and <= 0x08) or 0x0B
        or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F);

    protected override Rune Kept(Rune rune) => rune.Value is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680
        or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD ? new(' ') : rune;
}
