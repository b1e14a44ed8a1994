namespace Valence.Pretrained;

/// <summary>ELECTRA (Clark et al., 2020): BERT with vectors of tokens of a width of their own.</summary>
internal sealed class ElectraFamily : BertFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["electra"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["Electra"];

    /// <inheritdoc/>
    public override string Prefix => "electra.";

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        // Of a head for choices among texts, and of the generator that training needs.
        config.Ignore("summary_activation", "summary_last_dropout", "summary_type", "summary_use_proj",
            "summary_first_dropout", "summary_proj_to_labels", "embedding_dropout", "generator_size");
        return base.Read(config) with { EmbeddingSize = config.Size("embedding_size", 128) };
    }

    // Its generator finds hidden tokens, and is another model.
    /// <inheritdoc/>
    public override HeadForm? HiddenHead(FamilyConfig config) => null;

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = HeadPooling.First,
        Dense = "classifier.dense",
        DropsBeforeDense = true,
        Activation = Activations.Gelu,
        Output = "classifier.out_proj",
    };
}
