using System.Text;

namespace Valence.Text;

/// <summary>Writes a text before what is there; nothing where nothing is.</summary>
/// <remarks>What is written has the span of the first character.</remarks>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public static PrependNormalizer Read(Fields fields) => new(fields.Text("prepend"));

    public override void Apply(Draft draft)
    {
        if (draft.Text.Length == 0 || prefix.Length == 0) return;
        Write(draft.Text, draft.NextText, prefix);
        draft.NextText.Append(draft.Text, 0, draft.Text.Length);
        draft.TakeText();
    }

    /// <summary>Writes <paramref name="prefix"/> as what came of the first character from <paramref name="at"/>
    /// on.</summary>
    public static void Write(AlignedText from, AlignedText to, string prefix, int at = 0)
    {
        CharacterKind.At(from.Characters, at, out var length);
        foreach (var rune in prefix.EnumerateRunes()) to.Append(rune, from.Span(at, at + length));
    }
}
