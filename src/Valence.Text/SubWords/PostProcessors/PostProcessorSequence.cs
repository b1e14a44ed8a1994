namespace Valence.Text;

/// <summary>Several post-processors: one that trims, one that lays out.</summary>
internal sealed class PostProcessorSequence(PostProcessor[] processors) : PostProcessor
{
    public override BlankTrimming? Trimming { get; } =
        processors.Select(processor => processor.Trimming).FirstOrDefault(trimming => trimming is not null);

    public static PostProcessorSequence Read(Fields fields, PartTable<PostProcessor> table)
    {
        var processors = table.ReadAll(fields, "processors");
        if (processors.Count(processor => processor.Layout(false) is not null) > 1)
            throw fields.Refuse("T01", "processors", "one processor that adds tokens", "several");
        if (processors.Count(processor => processor.Trimming is not null) > 1)
            throw fields.Refuse("T01", "processors", "one processor that trims offsets", "several");
        return new(processors);
    }

    public override TokenLayout? Layout(bool isPair) =>
        processors.Select(processor => processor.Layout(isPair)).FirstOrDefault(layout => layout is not null);
}
