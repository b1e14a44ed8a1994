using System.Text;

namespace Valence.Text;

/// <summary>Blanks for the characters that stand for them, but for those of the first token where one was
/// added.</summary>
internal sealed class MetaspaceDecoder(Rune replacement, PrependScheme scheme) : Decoder
{
    public static MetaspaceDecoder Read(Fields fields)
    {
        // It belongs to the pre-tokenizer of the same name.
        fields.Flag("split", true);
        return new(fields.Character("replacement"), PrependSchemes.Read(fields));
    }

    public override List<string> Decode(List<string> tokens)
    {
        var found = replacement.ToString();
        return [.. tokens.Select((token, i) =>
            token.Replace(found, i == 0 && scheme != PrependScheme.Never ? "" : " ", StringComparison.Ordinal))];
    }
}
