namespace Valence.Text;

/// <summary>Spans with or without blanks; adds no token.</summary>
internal sealed class ByteLevelPostProcessor(BlankTrimming? trimming) : PostProcessor
{
    public override BlankTrimming? Trimming => trimming;

    public static ByteLevelPostProcessor Read(Fields fields)
    {
        // It belongs to the pre-tokenizer of the same name.
        fields.Flag("use_regex", true);
        var keepsPrefix = fields.Flag("add_prefix_space", true);
        return new(fields.Flag("trim_offsets", true) ? new(keepsPrefix) : null);
    }
}
