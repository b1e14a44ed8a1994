namespace Valence.Text;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public static StripNormalizer Read(Fields fields) => new(fields.Flag("strip_left"), fields.Flag("strip_right"));

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        var start = left ? text.Length - text.TrimStart().Length : 0;
        var end = right ? Math.Max(start, text.TrimEnd().Length) : text.Length;
        if (start == 0 && end == text.Length) return;
        draft.NextText.Append(draft.Text, start, end);
        draft.TakeText();
    }
}
