using System.Text.Json.Nodes;
using Valence.Models;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>What a file holds, for programs.</summary>
internal static class InspectionJson
{
    public static JsonObject Of(string path, ModelInspection file) => new()
    {
        ["file"] = path,
        ["format"] = file.Format,
        ["bytes"] = file.Bytes,
        ["facts"] = Pairs(file.Facts),
        ["members"] = List(file.Members, member =>
            new JsonObject { ["name"] = member.Name, ["bytes"] = member.Length }),
        ["layers"] = file.Opened is { } opened ? Layers(opened.Model) : null,
        ["described_layers"] = List(file.DescribedLayers, layer => JsonValue.Create(layer)),
        ["arrays"] = List(file.Arrays, Array),
        ["training"] = file.Training is { } training
            ? new JsonObject
            {
                ["optimizer"] = training.Optimizer,
                ["settings"] = Pairs(training.Settings),
                ["loss"] = training.Loss,
                ["metrics"] = training.Metrics
            }
            : null,
        ["not_used"] = List(file.Opened?.Ignored ?? [], text => JsonValue.Create(text)),
        ["notes"] = List(file.Opened?.Notes ?? [], text => JsonValue.Create(text)),
        ["refused"] = List(file.Refusals, refusal =>
            new JsonObject { ["rule"] = refusal.Rule, ["reason"] = refusal.Reason }),
    };

    public static JsonArray Layers(Model model) => List(model.Layers, layer => new JsonObject
    {
        ["name"] = layer.Name,
        ["class"] = layer.KerasName,
        ["parameters"] = layer.Weights.Sum(weight => (long)weight.Value.Count),
        ["weights"] = List(layer.Weights,
            weight => new JsonObject
            {
                ["path"] = weight.Path,
                ["shape"] = List(weight.Shape.AsSpan().ToArray(), length => JsonValue.Create(length))
            }),
    });

    private static JsonObject Array(ArrayDescription array) => new()
    {
        ["name"] = array.Name,
        ["type"] = array.Type,
        ["shape"] = List(array.Shape, length => JsonValue.Create(length)),
        ["optimizer_state"] = array.IsOptimizerState,
        ["min"] = Number(array.Statistics?.Min),
        ["max"] = Number(array.Statistics?.Max),
        ["mean"] = Number(array.Statistics?.Mean),
        ["std"] = Number(array.Statistics?.StandardDeviation),
        ["not_finite"] = array.Statistics?.NonFinite,
    };

    // JSON has no NaN.
    private static JsonNode? Number(double? value) =>
        value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    private static JsonObject Pairs(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var json = new JsonObject();
        foreach (var (name, value) in pairs) json[name] = value;
        return json;
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> write) =>
        new([.. items.Select(item => (JsonNode?)write(item))]);
}
