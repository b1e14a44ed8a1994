using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Saving;

/// <summary>Optimizer, losses and metrics in Keras' serialized form: <c>compile_config</c> of a file.</summary>
internal static class CompileConfig
{
    /// <summary>What the model was compiled with, or null where it was not.</summary>
    public static JsonObject? Write(Model model, KerasTables tables)
    {
        if (model.Compilation is not { } compiled) return null;
        return new JsonObject
        {
            ["optimizer"] = tables.Optimizers.Write(compiled.Optimizer, tables),
            ["loss"] = Single(compiled.Losses.Select(loss => (JsonNode)tables.Losses.Write(loss, tables))),
            ["loss_weights"] = compiled.Options.LossWeights is { } weights ? new JsonArray([.. weights.Select(weight => JsonValue.Create(weight))]) : null,
            ["metrics"] = Metrics(compiled.Options.Metrics, tables),
            ["weighted_metrics"] = Metrics(compiled.Options.WeightedMetrics, tables),
            ["run_eagerly"] = false,
            ["steps_per_execution"] = 1,
            ["jit_compile"] = false,
        };
    }

    /// <summary>Compiles the model as a file's description says; nothing happens where it says nothing.</summary>
    public static void Apply(Model model, JsonElement description, KerasTables tables)
    {
        if (!description.TryGetProperty("compile_config", out var json) || json.ValueKind != JsonValueKind.Object) return;
        var config = new ConfigReader(json, "compile_config", tables);
        if (!config.Has("optimizer") || !config.Has("loss")) return;
        var optimizer = tables.Optimizers.Read(config.Get("optimizer"), "compile_config.optimizer", tables);
        var outputs = model.OutputNames;
        var losses = OneEach(config.Get("loss"), outputs, "compile_config.loss").Select((item, i) => tables.Losses.Read(item, $"compile_config.loss[{i}]", tables)).ToArray();
        model.Compile(optimizer, losses, new CompileOptions
        {
            LossWeights = config.Has("loss_weights") ? [.. OneEach(config.Get("loss_weights"), outputs, "compile_config.loss_weights").Select(item => item.ValueKind == JsonValueKind.Number ? item.GetSingle() : throw config.Wrong("loss_weights", "numbers"))] : null,
            Metrics = MetricLists(config, "metrics", outputs, tables),
            WeightedMetrics = MetricLists(config, "weighted_metrics", outputs, tables),
        });
    }

    private static JsonNode? Single(IEnumerable<JsonNode> items)
    {
        var all = items.ToArray();
        return all.Length == 1 ? all[0] : new JsonArray(all);
    }

    private static JsonNode? Metrics(IReadOnlyList<IReadOnlyList<Metric>>? lists, KerasTables tables)
    {
        if (lists is null) return null;
        var arrays = lists.Select(metrics => (JsonNode)new JsonArray([.. metrics.Select(metric => (JsonNode)tables.Metrics.Write(metric, tables))])).ToArray();
        return arrays.Length == 1 ? arrays[0] : new JsonArray(arrays);
    }

    private static IReadOnlyList<IReadOnlyList<Metric>>? MetricLists(ConfigReader config, string field, IReadOnlyList<string> outputs, KerasTables tables)
    {
        if (!config.Has(field)) return null;
        var json = config.Get(field);
        if (json.ValueKind != JsonValueKind.Array && !IsByOutput(json)) throw config.Wrong(field, "a list of metrics");
        IEnumerable<JsonElement> lists = outputs.Count == 1 && json.ValueKind == JsonValueKind.Array && !json.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Array) ? [json] : OneEach(json, outputs, $"compile_config.{field}");
        return [.. lists.Select(list => (IReadOnlyList<Metric>)(list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select((item, i) => tables.Metrics.Read(item, $"compile_config.{field}[{i}]", tables))]
            : list.ValueKind == JsonValueKind.Null ? [] : [tables.Metrics.Read(list, $"compile_config.{field}", tables)]))];
    }

    // Keras takes a list in the order of the outputs, or an object with their names.
    private static JsonElement[] OneEach(JsonElement json, IReadOnlyList<string> outputs, string place)
    {
        if (IsByOutput(json))
            return [.. outputs.Select(name => json.TryGetProperty(name, out var own) ? own : throw new ConfigException(place, $"expected an entry for the output '{name}', found none"))];
        JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        return items.Length == outputs.Count ? items : throw new ConfigException(place, $"expected {outputs.Count}, one an output, found {items.Length}");
    }

    private static bool IsByOutput(JsonElement json) => json.ValueKind == JsonValueKind.Object && !json.TryGetProperty("class_name", out _);
}
