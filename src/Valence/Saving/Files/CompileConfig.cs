using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Saving;

/// <summary>Optimizer, losses and metrics in Keras' serialized form: <c>compile_config</c> of a file.</summary>
internal static class CompileConfig
{
    private const int MaxMetrics = 1000;
    private static readonly JsonElement None = JsonElement.Parse("null");

    // What is read, and how Keras runs a step and not what the step computes.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "optimizer", "optimizer_config", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly",
        "steps_per_execution", "jit_compile", "auto_scale_loss",
    };

    /// <summary>Refuses what a file cannot say of a training.</summary>
    /// <exception cref="ConfigException">Weights have learning rates of their own.</exception>
    public static void RequireWritable(Model model)
    {
        if (model.Optimizer is { RateFactors.Count: > 0 })
            throw new ConfigException("optimizer", "one learning rate for all weights, as a file has no more, found "
                + "factors of weights. Compile the model without them before it is saved, or save its weights alone");
    }

    /// <summary>What the model was compiled with, or null where it was not.</summary>
    public static JsonObject? Write(Model model, KerasTables tables)
    {
        if (model.Compilation is not { } compiled) return null;
        return new JsonObject
        {
            ["optimizer"] = tables.Optimizers.Write(compiled.Optimizer.Described, tables),
            ["loss"] = Single(compiled.Losses.Select(loss => (JsonNode)tables.Losses.Write(loss, tables))),
            ["loss_weights"] = compiled.Options.LossWeights is { } weights
                ? new JsonArray([.. weights.Select(weight => PythonNumber.Of(JsonValue.Create(weight)))]) : null,
            ["metrics"] = Metrics(compiled.Options.Metrics, model, tables),
            ["weighted_metrics"] = Metrics(compiled.Options.WeightedMetrics, model, tables),
            ["run_eagerly"] = false,
            ["steps_per_execution"] = 1,
            ["jit_compile"] = false,
        };
    }

    /// <summary>Compiles the model as a file's description says; nothing happens where it says nothing.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="json">Keras' <c>compile_config</c>, or <c>training_config</c> of the older files.</param>
    /// <param name="tables">How class names become objects.</param>
    /// <exception cref="ConfigException">It names something unknown, or does not fit the model.</exception>
    public static void Apply(Model model, JsonElement json, KerasTables tables)
    {
        if (json.ValueKind != JsonValueKind.Object) return;
        var config = new ConfigReader(json, "compile_config", tables);
        var field = config.Has("optimizer") ? "optimizer" : "optimizer_config";
        if (config.Has(field) && !config.Has("loss"))
            tables.Notes?.Add("the file names an optimizer and no loss, so the model is not compiled");
        if (!config.Has(field) || !config.Has("loss")) return;
        foreach (var other in json.EnumerateObject())
            if (other.Value.ValueKind != JsonValueKind.Null && !Known.Contains(other.Name))
                tables.Notes?.Add($"'{FilePlace.Shown(other.Name)}' of the training configuration is not used");
        try
        {
            var optimizer = tables.Optimizers.Read(config.Get(field), $"{config.Place}.{field}", tables);
            var losses = OneEach(config, "loss", model)
                .Select((item, i) => item.ValueKind == JsonValueKind.Null
                    ? throw new ConfigException($"{config.Place}.loss",
                        OutputOrder.WithoutLoss(model.OutputNames[i]))
                    : tables.Losses.Read(Unwrapped(item), $"{config.Place}.loss[{i}]", tables))
                .ToArray();
            model.Compile(optimizer, losses, new CompileOptions
            {
                LossWeights = config.Has("loss_weights")
                    ? [.. OneEach(config, "loss_weights", model).Select(item => item.ValueKind switch
                    {
                        JsonValueKind.Number => item.GetDouble(),
                        JsonValueKind.Null => 1,
                        _ => throw config.Wrong("loss_weights", "numbers"),
                    })] : null,
                Metrics = MetricLists(config, "metrics", model),
                WeightedMetrics = MetricLists(config, "weighted_metrics", model),
            });
        }
        catch (Exception error) when (KerasTable<Optimizer>.IsRefusal(error))
        {
            throw KerasTable<Optimizer>.Refusal(config.Place, error);
        }
    }

    private static JsonNode? Single(IEnumerable<JsonNode> items)
    {
        var all = items.ToArray();
        return all.Length == 1 ? all[0] : new JsonArray(all);
    }

    private static JsonNode? Metrics(IReadOnlyList<IReadOnlyList<Metric>>? lists, Model model, KerasTables tables)
    {
        if (lists is null) return null;
        var arrays = lists.Select((metrics, output) => (JsonNode)new JsonArray(
            [.. metrics.Select(metric => MetricJson(metric, model, output, tables))])).ToArray();
        return arrays.Length == 1 ? arrays[0] : new JsonArray(arrays);
    }

    // The accuracy that suits the outputs has texts but no class in Keras: under a name that is none of these texts it
    // is written as the class that suits.
    private static JsonNode MetricJson(Metric metric, Model model, int output, KerasTables tables)
    {
        if (metric is not Accuracy accuracy) return tables.Metrics.Write(metric, tables);
        if (Accuracy.IsMeantBy(metric.Name)) return JsonValue.Create(metric.Name);
        var kind = accuracy.Named(model.Compilation!.Losses[output], ModelDoubts.WidthOf(model, output));
        return tables.Metrics.Write(kind, tables);
    }

    private static IReadOnlyList<IReadOnlyList<Metric>>? MetricLists(ConfigReader config, string field, Model model)
    {
        if (!config.Has(field)) return null;
        var json = config.Get(field);
        if (json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            throw config.Wrong(field, "a list of metrics");
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > MaxMetrics)
            throw new ConfigException($"{config.Place}.{field}",
                $"expected at most {MaxMetrics} metrics, found {json.GetArrayLength()}", "J21");
        var flat = model.OutputNames.Count == 1 && json.ValueKind == JsonValueKind.Array
            && !json.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Array);
        IEnumerable<JsonElement> lists = flat ? [json] : OneEach(config, field, model);
        return [.. lists.Select(list => (IReadOnlyList<Metric>)(list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray()
                .Select((item, i) => Metric(item, $"{config.Place}.{field}[{i}]", config.Tables))],
            JsonValueKind.Null => [],
            _ => [Metric(list, $"{config.Place}.{field}", config.Tables)],
        }))];
    }

    private static Metric Metric(JsonElement json, string place, KerasTables tables)
    {
        var metric = tables.Metrics.Read(Unwrapped(json), place, tables);
        if (IsWrapper(json, out var config) && new ConfigReader(config, place, tables).OptionalText("name") is { } name)
            metric.Restore(name);
        return metric;
    }

    // Keras 2 describes a metric or loss given by name as a wrapper around the function of that name.
    private static JsonElement Unwrapped(JsonElement json) =>
        IsWrapper(json, out var config) ? config.GetProperty("fn") : json;

    private static bool IsWrapper(JsonElement json, out JsonElement config)
    {
        config = default;
        return json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() is "MeanMetricWrapper" or "LossFunctionWrapper"
            && json.TryGetProperty("config", out config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("fn", out var function) && function.ValueKind == JsonValueKind.String;
    }

    // One value for each output: a list in their order, an object by their names with null for those that it does not
    // name, or the value itself where there is one output.
    private static JsonElement[] OneEach(ConfigReader config, string field, Model model)
    {
        var json = config.Get(field);
        var names = model.OutputNames;
        if (IsByName(json))
        {
            var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            Collect(json, "", given);
            foreach (var name in given.Keys)
                if (!names.Contains(name))
                    throw new ConfigException($"{config.Place}.{field}",
                        OutputOrder.NoSuch(FilePlace.Shown(name), names));
            return [.. names.Select(name => given.GetValueOrDefault(name, None))];
        }
        // As in Keras, one loss alone is that of every output.
        if (field == "loss" && json.ValueKind != JsonValueKind.Array) return [.. names.Select(_ => json)];
        JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        return items.Length == names.Count ? items
            : throw new ConfigException($"{config.Place}.{field}",
                $"expected {names.Count}, one an output, found {items.Length}");

        // Outputs in dictionaries within dictionaries are named by their paths.
        void Collect(JsonElement level, string path, Dictionary<string, JsonElement> given)
        {
            foreach (var entry in level.EnumerateObject())
                if (IsByName(entry.Value) && !names.Contains(path + entry.Name))
                    Collect(entry.Value, $"{path}{entry.Name}/", given);
                else given[path + entry.Name] = entry.Value;
        }
    }

    private static bool IsByName(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && !json.TryGetProperty("class_name", out _);
}
