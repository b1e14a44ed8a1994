namespace Valence.Text;

/// <summary>One decoder after the other.</summary>
internal sealed class DecoderSequence(Decoder[] decoders) : Decoder
{
    public override List<string> Decode(List<string> tokens) =>
        decoders.Aggregate(tokens, (parts, decoder) => decoder.Decode(parts));
}
