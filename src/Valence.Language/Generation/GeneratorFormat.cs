using Valence.Classification;
using Valence.Saving;

namespace Valence.Language;

/// <summary>Valence's own <c>.valence</c> of a <see cref="TextGenerator"/>. Its network goes from ids to the features
/// of which the scores are products with the vectors of <c>tokens</c>.</summary>
public sealed class GeneratorFormat : SealedFormat
{
    /// <inheritdoc/>
    public override string Name => "Valence generator of texts";

    internal override string DescriptionMember => GeneratorFile.DescriptionMember;

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(GeneratorFile.Load(source, options).Body, []);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) =>
        [new("Task", "continues texts"), .. GeneratorFile.Form.Facts(source, ("network", "Network"),
            ("tokens", "Tokens"), ("context", "Tokens of a window"), ("ends_texts", "Ends texts")),
            .. base.Facts(source)];
}
