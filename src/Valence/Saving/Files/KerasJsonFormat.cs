using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>The layers of a Keras model without weights, as <c>model.to_json()</c> writes them, of Keras 3 and Keras
/// 2.</summary>
internal sealed class KerasJsonFormat : ModelFormat
{
    // Nothing in such a file bounds the weights that it asks for.
    private const long MaxParameters = 1 << 27;

    /// <inheritdoc/>
    public override string Name => "description of a Keras model";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".json"];

    /// <inheritdoc/>
    public override bool DescribesModel => true;

    /// <inheritdoc/>
    public override string Use => "It has layers and no weights: make the model with Model.FromJson and load its "
        + "weights into it, or give it to 'valence convert WEIGHTS OUT.keras' as --architecture";

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) => IsModel(source.Json);

    /// <inheritdoc/>
    public override OpenedModel Describe(ModelSource source, KerasLoadOptions options) =>
        ModelReading.Describe(source.Json!.Value, source.Place.File, options with
        {
            MaxParameters = options.MaxParameters == new KerasLoadOptions().MaxParameters ? MaxParameters
                : options.MaxParameters
        });

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        throw new FileFormatException("F07", source.Place, $"expected a whole model, found the {Name}", Use);

    /// <inheritdoc/>
    public override JsonElement Description(ModelSource source) => source.Json!.Value;

    /// <inheritdoc/>
    public override JsonElement Training(ModelSource source) =>
        source.Json!.Value.TryGetProperty("compile_config", out var training) ? training : default;

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        foreach (var (field, shown) in new[] { ("keras_version", "Keras version"), ("backend", "Backend") })
            if (source.Json!.Value.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String)
                yield return new(shown, value.GetString()!);
    }

    // A user's own model has another class, but its fields list layers all the same; those of KerasHub do not.
    private static bool IsModel(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } model && model.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String && model.TryGetProperty("config", out var config)
            && (config.ValueKind == JsonValueKind.Array && name.GetString() == "Sequential"
                || config.ValueKind == JsonValueKind.Object && (config.TryGetProperty("layers", out _)
                    || model.TryGetProperty("registered_name", out var registered)
                        && HubModelRows.All.Any(row => row.RegisteredName == registered.ToString())));
}
