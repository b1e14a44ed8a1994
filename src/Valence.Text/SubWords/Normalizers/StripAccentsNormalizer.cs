using System.Text;

namespace Valence.Text;

/// <summary>Drops marks; letters lose theirs only when they were decomposed before.</summary>
internal sealed class StripAccentsNormalizer : FilteringNormalizer
{
    protected override bool MayChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u02FF');

    protected override bool Keeps(Rune rune) => !CharacterKind.IsMark(rune);
}
