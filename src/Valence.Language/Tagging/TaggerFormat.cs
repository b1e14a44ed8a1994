using System.Globalization;
using System.Text.Json;
using Valence.Classification;
using Valence.Models;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The <c>.valence</c> of a <see cref="TextTagger"/>.</summary>
public sealed class TaggerFormat : SealedFormat
{
    /// <inheritdoc/>
    public override string Name => "Valence tagger";

    internal override string DescriptionMember => TaggerFile.Form.DescriptionMember;

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(TaggerFile.Read(source, options).Model, []);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        var description = TaggerFile.Form.Describe(source.Archive,
            source.Place with { Member = DescriptionMember });
        yield return new("Recipe", Text(description, "recipe"));
        if (description.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Array)
            yield return new("Tags", string.Create(CultureInfo.InvariantCulture,
                $"{labels.GetArrayLength()} ({Text(description, "scheme")})"));
        foreach (var fact in base.Facts(source)) yield return fact;
    }

    private static string Text(JsonElement description, string field) =>
        description.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "?";
}
