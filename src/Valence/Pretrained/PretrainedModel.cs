using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>An encoder, its head, and what a folder says of them.</summary>
/// <param name="Family">The family.</param>
/// <param name="Config">The fields of its folder.</param>
/// <param name="Parts">The encoder.</param>
/// <param name="Description">What the head answers.</param>
internal sealed record PretrainedModel(EncoderFamily Family, FamilyConfig Config, EncoderParts Parts,
    HeadDescription Description)
{
    /// <summary>The head; null for none.</summary>
    public PretrainedHead? Head { get; init; }

    /// <summary>The encoder's own map of the first step; null for none.</summary>
    public PretrainedHead? Pooler { get; init; }

    /// <summary>Tensors of other heads.</summary>
    public IReadOnlyList<string> LeftOver { get; init; } = [];

    /// <summary>The same encoder with another head.</summary>
    /// <param name="description">What the head answers.</param>
    /// <param name="budget">What pays for its weights; null for one of one's own.</param>
    /// <exception cref="ArgumentException">The family has no such head.</exception>
    public PretrainedModel WithHead(HeadDescription description, ILayerBudget? budget = null)
    {
        var form = Form(description.Task) ?? throw new ArgumentException($"Expected a head that "
            + $"{Family.ClassNames[0]} has, it has none for {description.Task}.", nameof(description));
        var dense = form.DenseIsOfEncoder ? Pooler?.Dense : null;
        return this with
        {
            Description = description,
            Head = new(form, Parts, form.Output is null || form.FindsHidden ? Parts.Settings.VocabularySize
                : description.Labels.Count, dense, budget),
        };
    }

    /// <summary>How the family makes a head; null for none.</summary>
    public HeadForm? Form(PretrainedTask task) => task switch
    {
        PretrainedTask.SequenceClassification => Family.SequenceHead(Config),
        PretrainedTask.TokenClassification => Family.TokenHead(Config),
        PretrainedTask.CausalLanguageModel => Family.LanguageHead,
        PretrainedTask.MaskedLanguageModel => Family.HiddenHead(Config),
        _ => null,
    };

    /// <summary>Every weight's place in files.</summary>
    /// <param name="prefix">What the names of the encoder's tensors begin with.</param>
    public IReadOnlyList<TensorPlace> Places(string prefix) =>
    [
        .. Family.Places(Parts).Select(place => place with { Name = prefix + place.Name })
            .Concat(Pooler?.Places(prefix) ?? []).Concat(Head?.Places(prefix) ?? []).DistinctBy(place => place.Name),
    ];
}
