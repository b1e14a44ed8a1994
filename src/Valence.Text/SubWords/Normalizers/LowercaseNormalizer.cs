using System.Text;

namespace Valence.Text;

/// <summary>Lower-cases each character by itself, whatever stands around it: Σ becomes σ at the end of a word, too, and
/// İ becomes i and a dot.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    private const int CapitalDottedI = 'İ';
    private const int CombiningDotAbove = 0x307;

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        if (!HasUpper(text)) return;

        var rewriting = new Rewriting(draft.Text, draft.NextText);
        for (var at = 0; at < text.Length;)
        {
            var rune = CharacterKind.At(text, at, out var length);
            at += length;
            rewriting.Add(Lower(rune, out var dot), 0);
            if (dot) rewriting.Add(new Rune(CombiningDotAbove), 1);
        }
        draft.TakeText();
    }

    /// <summary>A character in lower case, and whether a dot above follows.</summary>
    public static Rune Lower(Rune rune, out bool dot)
    {
        dot = rune.Value == CapitalDottedI;
        return dot ? new('i') : Rune.ToLowerInvariant(rune);
    }

    private static bool HasUpper(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('A', 'Z') || text.ContainsAnyExceptInRange('\0', '\u007F');
}
