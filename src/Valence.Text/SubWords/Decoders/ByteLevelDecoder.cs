using System.Text;

namespace Valence.Text;

/// <summary>The text whose UTF-8 bytes the characters of all tokens stand for; what is no UTF-8 becomes
/// U+FFFD.</summary>
internal sealed class ByteLevelDecoder : Decoder
{
    public static ByteLevelDecoder Read(Fields fields)
    {
        // They belong to the pre-tokenizer and the post-processor of the same name.
        foreach (var name in (string[])["add_prefix_space", "trim_offsets", "use_regex"]) fields.Flag(name, true);
        return new();
    }

    public override List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            var before = bytes.Count;
            foreach (var c in token)
            {
                if (ByteCharacters.TryGetByte(c, out var b))
                {
                    bytes.Add(b);
                    continue;
                }
                // A token with other characters, such as an added one, is text.
                bytes.RemoveRange(before, bytes.Count - before);
                bytes.AddRange(Encoding.UTF8.GetBytes(token));
                break;
            }
        }
        return [Encoding.UTF8.GetString([.. bytes])];
    }
}
