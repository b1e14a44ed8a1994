namespace Valence.Text;

/// <summary>Makes of tokens the parts of a text.</summary>
internal abstract class Decoder
{
    /// <summary>The decoders that a <c>tokenizer.json</c> may declare.</summary>
    public static PartTable<Decoder> Table { get; } = new("decoder",
        ("WordPiece", (fields, _) => WordPieceDecoder.Read(fields)),
        ("ByteLevel", (fields, _) => ByteLevelDecoder.Read(fields)),
        ("Metaspace", (fields, _) => MetaspaceDecoder.Read(fields)),
        ("BPEDecoder", (fields, _) => new SuffixDecoder(fields.Text("suffix"))),
        ("Fuse", (_, _) => new FuseDecoder()),
        ("Strip", (fields, _) => StripDecoder.Read(fields)),
        ("Replace", (fields, _) => new ReplaceDecoder(TextPattern.Read(fields, "pattern"), fields.Text("content"))),
        ("ByteFallback", (_, _) => new ByteFallbackDecoder()),
        ("Sequence", (fields, table) => new DecoderSequence(table.ReadAll(fields, "decoders"))));

    /// <summary>The parts, which are joined in the end.</summary>
    public abstract List<string> Decode(List<string> tokens);
}
