using System.Text.Json;

namespace Valence.Saving;

/// <summary>What a file says about the training of its model, as it says it: nothing of it is known to be
/// right.</summary>
/// <param name="Optimizer">The optimizer's class.</param>
/// <param name="Settings">Its settings that are single values, as JSON.</param>
/// <param name="Loss">The loss, or several.</param>
/// <param name="Metrics">The metrics.</param>
public sealed record TrainingDescription(string Optimizer, IReadOnlyList<KeyValuePair<string, string>> Settings,
    string Loss, string Metrics)
{
    /// <summary>Reads Keras' <c>compile_config</c>, or <c>training_config</c> of older files; null where there is
    /// none.</summary>
    public static TrainingDescription? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (!json.TryGetProperty("optimizer", out var optimizer)
            && !json.TryGetProperty("optimizer_config", out optimizer)) return null;
        return new(Named(optimizer), [.. Scalars(optimizer)], Named(Field(json, "loss")),
            Named(Field(json, "metrics")));
    }

    private static IEnumerable<KeyValuePair<string, string>> Scalars(JsonElement optimizer)
    {
        if (optimizer.ValueKind != JsonValueKind.Object
            || Field(optimizer, "config") is not { ValueKind: JsonValueKind.Object } config) yield break;
        foreach (var setting in config.EnumerateObject())
            if (setting.Name != "name" && setting.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True
                or JsonValueKind.False or JsonValueKind.String)
                yield return new(setting.Name, setting.Value.GetRawText());
            else if (setting.Value.ValueKind == JsonValueKind.Object)
                yield return new(setting.Name, Named(setting.Value));
    }

    private static JsonElement Field(JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) ? field : default;

    private static string Named(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Array when json.GetArrayLength() > 0 => string.Join(", ", json.EnumerateArray().Select(Named)),
        JsonValueKind.Object when Field(json, "class_name").ValueKind == JsonValueKind.String => WithFunction(json),
        JsonValueKind.Object =>
            string.Join(", ", json.EnumerateObject().Select(field => $"{field.Name}: {Named(field.Value)}")),
        _ => "none",
    };

    // A wrapper of Keras says little without the function in it.
    private static string WithFunction(JsonElement json)
    {
        var name = json.GetProperty("class_name").GetString()!;
        return Field(json, "config") is { ValueKind: JsonValueKind.Object } config
            && Field(config, "fn") is { ValueKind: JsonValueKind.String } function ? $"{name}({function.GetString()})"
            : name;
    }
}
