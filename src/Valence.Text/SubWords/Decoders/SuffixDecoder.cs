namespace Valence.Text;

/// <summary>A blank for the suffix that ends each word, none at the end.</summary>
internal sealed class SuffixDecoder(string suffix) : Decoder
{
    public override List<string> Decode(List<string> tokens) => suffix.Length == 0 ? tokens
        : [.. tokens.Select((token, i) =>
            token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
}
