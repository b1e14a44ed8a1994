namespace Valence.Pretrained;

/// <summary>DeBERTa of versions 2 and 3 (He et al., 2020, 2021): scores of content and distance.</summary>
internal sealed class DebertaFamily : BertFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["deberta-v2"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["DebertaV2"];

    /// <inheritdoc/>
    public override string Prefix => "deberta.";

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        config.Only("relative_attention", true, "DeBERTa without relative positions is not supported",
            missing: false);
        config.Only("position_biased_input", false, "positions added to the vectors are not supported",
            missing: true);
        config.Only("share_att_key", true, "projections of distances of their own are not supported",
            missing: false);
        config.Only("norm_rel_ebd", "layer_norm", "distances without normalization are not supported",
            missing: "none");
        // Of the head for masked tokens.
        config.Ignore("legacy", "pooler_hidden_size", "pooler_hidden_act");
        config.Number("pooler_dropout", 0, 0, 0);
        if (config.Size("conv_kernel_size", 0, least: 0) > 0)
            throw config.Wrong("conv_kernel_size", "0: convolutions are not supported");
        var settings = base.Read(config) with
        {
            Positions = 0,
            Types = config.Size("type_vocab_size", 0, least: 0),
            LayerNormEpsilon = config.Epsilon("layer_norm_eps", 1e-7),
            ClearMasked = true,
            DistanceDropout = config.Rate("hidden_dropout_prob", 0.1),
            HeadDropout = config.Rate("cls_dropout", config.Rate("hidden_dropout_prob", 0.1)),
        };
        if (config.Size("embedding_size", settings.HiddenSize) != settings.HiddenSize)
            throw config.Wrong("embedding_size", "the hidden size: maps of vectors are not supported");
        var most = config.Size("max_relative_positions", -1, least: -1) is > 0 and var given ? given
            : config.Size("max_position_embeddings", 512);
        var buckets = config.Size("position_buckets", -1, least: -1);
        if (buckets > 0 && (buckets < 2 || most < buckets / 2 + 2))
            throw config.Wrong("position_buckets", $"at least 2 buckets, and fewer than reach {most} positions");
        var terms = Terms(config);
        return settings with
        {
            RelativeSpan = buckets > 0 ? buckets : most,
            RelativeFarthest = buckets > 0 ? most : null,
            ScoresQueryDistance = terms.Contains("c2p"),
            ScoresKeyDistance = terms.Contains("p2c"),
        };
    }

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = HeadPooling.First,
        Dense = "pooler.dense",
        Activation = config.Activation("pooler_hidden_act", "gelu"),
    };

    /// <inheritdoc/>
    public override HeadForm TokenHead(FamilyConfig config) => HeadForm.EachStep with { DropsAsEmbedding = true };

    /// <inheritdoc/>
    public override IEnumerable<TensorPlace> Places(EncoderParts parts) =>
    [
        .. base.Places(parts),
        .. TensorPlace.Table("encoder.rel_embeddings", parts.Distances!, "embeddings"),
        .. TensorPlace.Norm("encoder.LayerNorm", parts.Distances!, "norm"),
    ];

    /// <inheritdoc/>
    protected override string Projection(string name) => $"{name}_proj";

    // A list, or in older files a text of words between bars.
    private static IReadOnlyList<string> Terms(FamilyConfig config)
    {
        if (!config.Has("pos_att_type")) return [];
        var terms = config.Json.GetProperty("pos_att_type").ValueKind == System.Text.Json.JsonValueKind.String
            ? config.Text("pos_att_type", "").Split('|') : config.Texts("pos_att_type")!;
        return terms.All(term => term is "c2p" or "p2c") ? terms
            : throw config.Wrong("pos_att_type", "'c2p' and 'p2c'");
    }
}
