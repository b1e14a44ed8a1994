using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Saving;

/// <summary>Turns the description and the weights of a file into a model, in the order that keeps the file from
/// choosing what is allocated.</summary>
internal static class ModelReading
{
    // States of recurrent layers are in no file, so the model may have some elements more than its file.
    private const long UnstoredElements = 1 << 23;

    public static OpenedModel Open(JsonElement config, string member, JsonElement training, Hdf5File file,
        FilePlace place, KerasLoadOptions options, ZipReader? archive = null)
    {
        RefuseCode(config, member);
        var stored = Elements(file.Root) + UnstoredElements;
        var tables = options.Tables with
        {
            Budget =
            new ModelBudget(Math.Min(stored, options.MaxParameters), options.MaxLayers)
        };
        var model = Build(config, member, tables);
        if (options.Backend is { } backend) model.Backend = backend;
        VocabularyAssets.Read(model, archive, file);
        var ignored = new List<string>();
        if (options.Training != TrainingConfiguration.Ignored) Compile(model, training, options, ignored);
        var report = KerasWeights.ReadNew(model, KerasWeights.Stored(file, place));
        if (options.Training == TrainingConfiguration.Required
            && report.Ignored.FirstOrDefault(text => text.StartsWith(KerasWeights.StateWords, StringComparison.Ordinal))
                is { } state)
            throw new ConfigException("optimizer", state);
        return new(model, [.. ignored, .. report.Ignored]);
    }

    private static Model Build(JsonElement config, string member, KerasTables tables)
    {
        Model model;
        try
        {
            model = tables.Layers.Read(config, member, tables) as Model
                ?? throw new ConfigException(member, "expected a model, found a layer", "J06");
            if (!model.IsBuilt && config.TryGetProperty("build_config", out var json)
                && new ConfigReader(json, $"{member}.build_config", tables) is var build && build.Has("input_shape"))
                model.EnsureBuilt([build.Shape("input_shape")]);
        }
        catch (ShapeException error)
        {
            throw new ConfigException(member, error.Message.TrimEnd('.'), "J16");
        }
        catch (Exception error) when (KerasTable<Layer>.IsRefusal(error))
        {
            throw KerasTable<Layer>.Refusal(member, error);
        }
        if (!model.IsBuilt)
            throw new ConfigException(member, "the model was saved before it had weights. Call it on data or build "
                + "it, then save it again");
        return model;
    }

    private static void Compile(Model model, JsonElement training, KerasLoadOptions options, List<string> ignored)
    {
        try
        {
            CompileConfig.Apply(model, training, options.Tables);
            if (options.Training == TrainingConfiguration.Required && model.Optimizer is null)
                throw new ConfigException("compile_config",
                    "the file does not say how the model is trained. Open it without asking for that, and compile it");
        }
        catch (Exception error) when (options.Training != TrainingConfiguration.Required
            && error is ConfigException or ShapeException)
        {
            ignored.Add($"the training configuration: {error.Message}");
        }
    }

    private static long Elements(Hdf5Group group)
    {
        Int128 sum = 0;
        foreach (var dataset in group.Datasets.Values) sum += dataset.Count;
        foreach (var inner in group.Groups.Values) sum += Elements(inner);
        return (long)Int128.Min(sum, long.MaxValue / 2);
    }

    // Keras keeps Python functions as compiled code in such an object; the depth of JSON is bounded.
    private static void RefuseCode(JsonElement json, string place)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in json.EnumerateArray())
                RefuseCode(item, string.Create(CultureInfo.InvariantCulture, $"{place}[{i++}]"));
            return;
        }
        if (json.ValueKind != JsonValueKind.Object) return;
        if (json.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() == "__lambda__")
            throw new ConfigException(place, "the file holds Python code, which is never run. Replace the Lambda "
                + "layer or the lambda function by a layer or function of Keras' own", "J09");
        foreach (var field in json.EnumerateObject())
            if (field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                RefuseCode(field.Value, $"{place}.{field.Name}");
    }
}
