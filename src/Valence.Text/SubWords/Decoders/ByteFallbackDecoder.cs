using System.Text;

namespace Valence.Text;

/// <summary>The text of tokens of bytes side by side; U+FFFD for each where they are no UTF-8.</summary>
internal sealed class ByteFallbackDecoder : Decoder
{
    public override List<string> Decode(List<string> tokens)
    {
        var parts = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (ByteTokens.Byte(token) is { } b)
            {
                bytes.Add(b);
                continue;
            }
            Close();
            parts.Add(token);
        }
        Close();
        return parts;

        void Close()
        {
            if (bytes.Count == 0) return;
            try
            {
                parts.Add(PythonJson.WholeCharacters.GetString([.. bytes]));
            }
            catch (DecoderFallbackException)
            {
                parts.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
            }
            bytes.Clear();
        }
    }
}
