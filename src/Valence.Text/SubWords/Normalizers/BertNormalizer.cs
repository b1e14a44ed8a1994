using System.Text;

namespace Valence.Text;

/// <summary>BERT's: controls dropped, white space made blanks, blanks around ideographs, marks dropped, lower
/// case.</summary>
/// <remarks>Most texts are ASCII without controls, of which only the case changes. Of the others most characters
/// become one each, whatever stands beside them: these are kept in a table. Only where there are others, all goes
/// through the steps.</remarks>
internal sealed class BertNormalizer(bool cleans, bool separates, bool strips, bool lowers) : Normalizer
{
    private const char NotKnown = '\0';
    private const char NotOne = '\uFFFF';

    private readonly Normalizer[] _steps = [.. Steps(cleans, separates, strips, lowers)];

    /// <summary>What each character becomes by itself, as far as it was asked for; any thread may write what all
    /// others would.</summary>
    private readonly char[] _single = new char[0x10000];

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
        if (ApplySingle(text, draft)) return;
        foreach (var step in _steps) step.Apply(draft);
    }

    private bool ApplySingle(ReadOnlySpan<char> text, Draft draft)
    {
        var origin = draft.Text.Origin;
        var next = draft.NextText.Extend(text.Length, origin);
        var single = _single;
        for (var i = 0; i < text.Length; i++)
        {
            var becomes = single[text[i]];
            if (becomes == NotKnown) becomes = single[text[i]] = Single(text[i]);
            if (becomes == NotOne)
            {
                draft.NextText.Start(origin);
                return false;
            }
            next[i] = becomes;
        }
        draft.TakeText();
        return true;
    }

    /// <summary>What a character becomes, if that is one that marks beside it do not move.</summary>
    private char Single(char character)
    {
        var draft = new Draft();
        draft.Start([character], 0);
        foreach (var step in _steps) step.Apply(draft);
        return draft.Text.Characters is [var one] && !char.IsSurrogate(character) && one is not (NotKnown or NotOne)
            && UnicodeForms.CombiningClass(one) == 0 ? one : NotOne;
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
