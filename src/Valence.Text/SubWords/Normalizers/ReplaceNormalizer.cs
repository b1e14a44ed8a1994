using System.Text;

namespace Valence.Text;

/// <summary>Writes a text in the place of what a pattern finds.</summary>
/// <remarks>What is written has the span of the last character that it takes the place of.</remarks>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    public static ReplaceNormalizer Read(Fields fields) =>
        new(TextPattern.Read(fields, "pattern"), fields.Text("content"));

    public override void Apply(Draft draft)
    {
        var (text, next) = (draft.Text, draft.NextText);
        var done = 0;
        var any = false;
        pattern.Find(text.Characters, (start, end) =>
        {
            any = true;
            next.Append(text, done, start);
            done = end;
            foreach (var rune in content.EnumerateRunes()) next.Append(rune, LastOf(text, end));
        });
        if (!any) return;
        next.Append(text, done, text.Length);
        draft.TakeText();
    }

    private static TextSpan LastOf(AlignedText text, int end)
    {
        if (end == 0) return new(text.Origin, text.Origin);
        CharacterKind.Before(text.Characters, end, out var length);
        return text.Span(end - length, end);
    }
}
