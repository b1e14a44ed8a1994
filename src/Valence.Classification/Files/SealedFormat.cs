using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>Valence's own <c>.valence</c>: a network, what stands around it for a task, and what ties the two
/// together.</summary>
public abstract class SealedFormat : ModelFormat
{
    internal SealedFormat()
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".valence"];

    /// <inheritdoc/>
    public override bool HoldsModel => true;

    /// <summary>The member that describes all but the network, by which the form is known.</summary>
    internal abstract string DescriptionMember { get; }

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.IsArchive && source.Archive.Contains(DescriptionMember);

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        NetworkIn(source, out var network).LoadWeights(network, model, options);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) =>
        NetworkIn(source, out var network).Arrays(network);

    /// <inheritdoc/>
    public override JsonElement Description(ModelSource source) =>
        NetworkIn(source, out var network).Description(network);

    /// <inheritdoc/>
    public override JsonElement Training(ModelSource source) => NetworkIn(source, out var network).Training(network);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        if (TrainedTexts.In(source.Archive, source.Place) is { } trained)
            yield return new("Trained texts it remembers", trained.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var fact in NetworkIn(source, out var network).Facts(network)) yield return fact;
    }

    /// <summary>The network in a file, and its form.</summary>
    internal virtual ModelFormat NetworkIn(ModelSource source, out ModelSource network)
    {
        network = new(source.Archive.Read(SealedForm.NetworkMember), SealedForm.NetworkMember);
        return ModelFormats.Default.Of(network);
    }
}
