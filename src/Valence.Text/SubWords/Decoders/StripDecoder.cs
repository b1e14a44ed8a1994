namespace Valence.Text;

/// <summary>Drops a character from the ends of each part, so many times at most.</summary>
internal sealed class StripDecoder(string content, int start, int end) : Decoder
{
    public static StripDecoder Read(Fields fields) => new(fields.Character("content").ToString(),
        fields.Number("start", 0, int.MaxValue), fields.Number("stop", 0, int.MaxValue));

    public override List<string> Decode(List<string> tokens) => [.. tokens.Select(Strip)];

    private string Strip(string token)
    {
        var rest = token.AsSpan();
        for (var i = 0; i < start && rest.StartsWith(content, StringComparison.Ordinal); i++)
            rest = rest[content.Length..];
        for (var i = 0; i < end && rest.EndsWith(content, StringComparison.Ordinal); i++)
            rest = rest[..^content.Length];
        return rest.ToString();
    }
}
