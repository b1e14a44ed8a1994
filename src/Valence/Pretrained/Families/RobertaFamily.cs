namespace Valence.Pretrained;

/// <summary>RoBERTa (Liu et al., 2019) and XLM-R (Conneau et al., 2019): BERT whose positions begin after the padding
/// id.</summary>
internal sealed class RobertaFamily : BertFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["roberta", "xlm-roberta", "camembert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["Roberta", "XLMRoberta", "Camembert"];

    /// <inheritdoc/>
    public override string Prefix => "roberta.";

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        var settings = base.Read(config);
        return settings with { PaddingId = settings.PaddingId ?? 1, CountsFromPadding = true };
    }

    /// <inheritdoc/>
    public override HeadForm HiddenHead(FamilyConfig config) => HeadForm.OfHidden("lm_head.dense",
        "lm_head.layer_norm", "lm_head.bias", Activations.Gelu);

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = HeadPooling.First,
        Dense = "classifier.dense",
        DropsBeforeDense = true,
        Activation = Activations.Tanh,
        Output = "classifier.out_proj",
    };
}
