using System.Text;

namespace Valence.Text;

/// <summary>Writes a text in the place of what a pattern finds in each part.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : Decoder
{
    public override List<string> Decode(List<string> tokens) => [.. tokens.Select(Replace)];

    private string Replace(string token)
    {
        var most = Growth.Most(token.Length);
        var result = new StringBuilder();
        var done = 0;
        pattern.Find(token, (start, end) =>
        {
            result.Append(token, done, start - done).Append(content);
            Growth.Check(result.Length, most);
            done = end;
        });
        return result.Append(token, done, token.Length - done).ToString();
    }
}
