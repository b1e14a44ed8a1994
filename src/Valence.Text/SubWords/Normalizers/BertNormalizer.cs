using System.Text;

namespace Valence.Text;

/// <summary>BERT's: controls dropped, white space made blanks, blanks around ideographs, marks dropped, lower
/// case.</summary>
/// <remarks>Most texts are ASCII without controls, of which only the case changes.</remarks>
internal sealed class BertNormalizer(bool cleans, bool separates, bool strips, bool lowers) : Normalizer
{
    private readonly Normalizer[] _steps = [.. Steps(cleans, separates, strips, lowers)];

    public static BertNormalizer Read(Fields fields)
    {
        var lowers = fields.Flag("lowercase", true);
        return new(fields.Flag("clean_text", true), fields.Flag("handle_chinese_chars", true),
            fields.Flag("strip_accents", lowers), lowers);
    }

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        if (!text.ContainsAnyExceptInRange(' ', '~'))
        {
            if (!lowers) return;
            var next = draft.NextText.Extend(text.Length, draft.Text.Origin);
            Ascii.ToLower(text, next, out _);
            draft.TakeText();
            return;
        }
        foreach (var step in _steps) step.Apply(draft);
    }

    private static IEnumerable<Normalizer> Steps(bool cleans, bool separates, bool strips, bool lowers)
    {
        if (cleans) yield return new CleaningNormalizer();
        if (separates) yield return new IdeographNormalizer();
        if (strips)
        {
            yield return new UnicodeNormalizer(UnicodeForm.NFD);
            yield return new NonSpacingMarkNormalizer();
        }
        if (lowers) yield return new LowercaseNormalizer();
    }

    private sealed class CleaningNormalizer : FilteringNormalizer
    {
        protected override bool MayChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange(' ', '~');

        protected override bool Keeps(Rune rune) => rune.Value is '\t' or '\n' or '\r'
            || rune.Value is not (0 or 0xFFFD) && !CharacterKind.IsControl(rune);

        protected override Rune Kept(Rune rune) =>
            rune.Value is '\t' or '\n' or '\r' || CharacterKind.IsWhiteSpace(rune) ? new(' ') : rune;
    }

    private sealed class NonSpacingMarkNormalizer : FilteringNormalizer
    {
        protected override bool MayChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u02FF');

        protected override bool Keeps(Rune rune) => !CharacterKind.IsNonSpacingMark(rune);
    }

    private sealed class IdeographNormalizer : Normalizer
    {
        private const char First = '\u3400';

        public override void Apply(Draft draft)
        {
            var (text, next) = (draft.Text, draft.NextText);
            if (!text.Characters.ContainsAnyExceptInRange('\0', (char)(First - 1))) return;
            for (var at = 0; at < text.Length;)
            {
                var rune = CharacterKind.At(text.Characters, at, out var length);
                var span = text.Span(at, at + length);
                at += length;
                var isIdeograph = CharacterKind.IsIdeograph(rune);
                if (isIdeograph) next.Append(' ', span);
                next.Append(rune, span);
                if (isIdeograph) next.Append(' ', span);
            }
            draft.TakeText();
        }
    }
}
