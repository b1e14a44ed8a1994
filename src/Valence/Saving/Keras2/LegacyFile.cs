using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' older files of whole models, <c>.h5</c>: HDF5 with the description in attributes, written by Keras 2
/// and 3.</summary>
internal static class LegacyFile
{
    public const string ModelConfig = "model_config";
    public const string TrainingConfig = "training_config";

    public static OpenedModel Open(ByteSource bytes, FilePlace place, KerasLoadOptions options)
    {
        var file = Hdf5File.Open(bytes, place);
        if (!file.Root.Attributes.TryGetValue(ModelConfig, out var description))
            throw new FileFormatException("H19", place, "expected a whole model, the file has no description of one",
                "If it holds weights alone, build the model and load them into it");
        var config = Json(description, bytes.Length, place);
        JsonElement training = default;
        if (options.Training != TrainingConfiguration.Ignored
            && file.Root.Attributes.TryGetValue(TrainingConfig, out var compiled))
            training = Json(compiled, bytes.Length, place);
        var version = file.Root.Attributes.TryGetValue("keras_version", out var said) ? said.ReadString() : null;
        return ModelReading.Open(config, ModelConfig, training, file, place, options, version);
    }

    /// <summary>An attribute as JSON.</summary>
    /// <param name="attribute">The attribute, a text.</param>
    /// <param name="fileBytes">The length of the file.</param>
    /// <param name="place">The file, for messages.</param>
    public static JsonElement Json(Hdf5Attribute attribute, long fileBytes, FilePlace place) =>
        StrictJson.ParseInPlace(attribute.ReadUtf8(), place with { Path = attribute.Name }, JsonLimits.For(fileBytes));

    /// <summary>What the file says about what wrote it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Facts(Hdf5Group root)
    {
        foreach (var (attribute, shown) in new[] { ("keras_version", "Keras version"), ("backend", "Backend") })
            if (root.Attributes.TryGetValue(attribute, out var value)) yield return new(shown, value.ReadString());
    }

    public static void Write(Model model, Stream stream, KerasTables tables)
    {
        model.RequireWeights();
        // Keras writes the file without the words, and the model that it opens again answers with other ids.
        if (VocabularyAssets.Learned(model).FirstOrDefault() is { } learned)
            throw new ConfigException(learned.Name,
                $"a learned vocabulary of {learned.VocabularySize} tokens, which an .h5 file cannot hold. Save as "
                    + ".keras, or give the vocabulary to the layer's constructor");
        if (model.Weights.Count > model.StoredWeights.Count)
            throw new ConfigException(model.Name, $"low-rank additions, with which an .h5 file's order of weights is "
                + $"not known. Save as .keras, or call {nameof(Model.MergeLora)} first");
        SharedLayers.Refuse(model);
        CompileConfig.RequireWritable(model);
        var writer = new Hdf5Writer();
        var config = tables.Layers.Write(model, tables);
        Shorten(config);
        writer.Root.SetAttribute("backend", KerasFile.Backend);
        writer.Root.SetAttribute("keras_version", KerasFile.KerasVersion);
        writer.Root.SetBytesAttribute(ModelConfig, ConfigJson.Utf8(config));
        if (CompileConfig.Write(model, tables) is { } compiled)
        {
            var optimizer = compiled["optimizer"]!.AsObject();
            compiled.Remove("optimizer");
            Unnamed(optimizer);
            compiled["optimizer_config"] = optimizer;
            writer.Root.SetBytesAttribute(TrainingConfig, compiled.ToJsonString());
        }
        LegacyWeights.Write(model, writer.Root);
        writer.Write(stream);
    }

    // The older form names the layers of a model by class alone; what is inside a layer has the newer form.
    private static void Shorten(JsonObject layer)
    {
        // By class alone Keras takes an operation for the layer of that name, so it keeps its module.
        if (OperationConfig.IsOperation(layer)) return;
        Unnamed(layer);
        if (layer["config"] is not JsonObject config || config["layers"] is not JsonArray layers) return;
        foreach (var inner in layers.OfType<JsonObject>()) Shorten(inner);
    }

    private static void Unnamed(JsonObject json)
    {
        // Keras reads this text of the older form as the function keras.layers.dot; it is what a missing field means.
        if (json["config"] is JsonObject config && config["score_mode"]?.ToString() == "dot")
            config.Remove("score_mode");
        json.Remove("module");
        if (json["registered_name"] is JsonValue registered) json["class_name"] = registered.GetValue<string>();
        json.Remove("registered_name");
        // Where Keras shows a class under another name than it has in Python, this form has that one.
        if ((string?)json["class_name"] == "GroupQueryAttention") json["class_name"] = "GroupedQueryAttention";
    }
}
