namespace Valence.Text;

/// <summary>Says what stands around the tokens of a text or a pair, and whether spans leave out blanks.</summary>
internal abstract class PostProcessor
{
    /// <summary>The post-processors that a <c>tokenizer.json</c> may declare.</summary>
    public static PartTable<PostProcessor> Table { get; } = new("post-processor",
        ("BertProcessing", (fields, _) => BertPostProcessor.Read(fields)),
        ("RobertaProcessing", (fields, _) => RobertaPostProcessor.Read(fields)),
        ("TemplateProcessing", (fields, _) => TemplatePostProcessor.Read(fields)),
        ("ByteLevel", (fields, _) => ByteLevelPostProcessor.Read(fields)),
        ("Sequence", PostProcessorSequence.Read));

    /// <summary>How the tokens of one text or of two are laid out; null where it says nothing.</summary>
    public virtual TokenLayout? Layout(bool isPair) => null;

    /// <summary>How spans leave out blanks; null where they do not.</summary>
    public virtual BlankTrimming? Trimming => null;
}
