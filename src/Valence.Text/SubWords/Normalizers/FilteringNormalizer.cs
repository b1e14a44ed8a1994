using System.Text;

namespace Valence.Text;

/// <summary>Drops characters and turns others into blanks.</summary>
internal abstract class FilteringNormalizer : Normalizer
{
    public sealed override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        if (!MayChange(text)) return;
        for (var at = 0; at < text.Length;)
        {
            var rune = CharacterKind.At(text, at, out var length);
            if (Keeps(rune)) draft.NextText.Append(Kept(rune), draft.Text.Span(at, at + length));
            at += length;
        }
        draft.TakeText();
    }

    /// <summary>Whether anything of the text may change.</summary>
    protected abstract bool MayChange(ReadOnlySpan<char> text);

    /// <summary>Whether a character stays.</summary>
    protected abstract bool Keeps(Rune rune);

    /// <summary>What becomes of one that stays.</summary>
    protected virtual Rune Kept(Rune rune) => rune;
}
