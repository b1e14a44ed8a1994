namespace Valence.Text;

/// <summary>One decoder after the other.</summary>
internal sealed class DecoderSequence : Decoder
{
    private readonly Decoder[] _decoders;

    /// <param name="decoders">The decoders; sequences among them are part of this one.</param>
    public DecoderSequence(Decoder[] decoders) => _decoders = [.. decoders.SelectMany(decoder =>
        decoder is DecoderSequence sequence ? sequence._decoders : [decoder])];

    public override List<string> Decode(List<string> tokens)
    {
        var most = Growth.Most(Length(tokens));
        foreach (var decoder in _decoders)
        {
            tokens = decoder.Decode(tokens);
            Growth.Check(Length(tokens), most);
        }
        return tokens;
    }

    private static long Length(List<string> tokens) => tokens.Sum(token => (long)token.Length);
}
