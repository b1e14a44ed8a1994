using Valence.Classification;
using Valence.Saving;

namespace Valence.Language;

/// <summary>Valence's own <c>.valence</c> of a <see cref="TextTranslator"/>. Its network goes from ids of both texts to
/// the features of which the scores are products with the vectors of <c>tokens</c>.</summary>
public sealed class TranslatorFormat : SealedFormat
{
    /// <inheritdoc/>
    public override string Name => "Valence translator";

    internal override string DescriptionMember => TranslatorFile.DescriptionMember;

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(TranslatorFile.Load(source, options).Body, []);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) =>
        [new("Task", "translates texts"), .. TranslatorFile.Form.Facts(source, ("network", "Network"),
            ("tokens", "Tokens"), ("max_length", "Most tokens of a text"), ("lowercase", "Small letters alone")),
            .. base.Facts(source)];
}
