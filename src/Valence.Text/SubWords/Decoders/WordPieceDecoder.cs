namespace Valence.Text;

/// <summary>A blank before each token that begins a word; with or without tidying what English has between words and
/// signs, token by token.</summary>
internal sealed class WordPieceDecoder(string prefix, bool tidies) : Decoder
{
    private static readonly (string Found, string Put)[] Tidied =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static WordPieceDecoder Read(Fields fields) => new(fields.Text("prefix"), fields.Flag("cleanup"));

    public override List<string> Decode(List<string> tokens)
    {
        var parts = new List<string>(tokens.Count);
        foreach (var token in tokens)
        {
            var part = parts.Count == 0 ? token
                : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            if (tidies)
                foreach (var (found, put) in Tidied) part = part.Replace(found, put, StringComparison.Ordinal);
            parts.Add(part);
        }
        return parts;
    }
}
