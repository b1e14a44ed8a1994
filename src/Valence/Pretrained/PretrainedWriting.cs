using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Text;

namespace Valence.Pretrained;

/// <summary>Writes the folder of a pre-trained model.</summary>
internal static class PretrainedWriting
{
    /// <summary>Writes it beside its place and moves it there when all of it is on the disk.</summary>
    public static void Write(PretrainedModel model, string folder, bool halfPrecision,
        SubWordTokenizer? tokenizer = null)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"{folder}: expected a new or empty folder to write into, there is something. Give "
                + "another, or remove what is there.");
        var beside = $"{target}.{Guid.NewGuid():N}.part";
        Directory.CreateDirectory(beside);
        try
        {
            SafetensorsWriter.Save(Path.Combine(beside, Checkpoint.WeightsFile), Tensors(model),
                new Dictionary<string, string> { ["format"] = "pt" }, halfPrecision);
            ReplacedFile.Write(Path.Combine(beside, PretrainedReading.ConfigFile),
                stream => stream.Write(Config(model, halfPrecision)));
            tokenizer?.Save(Path.Combine(beside, "tokenizer.json"));
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(beside, target);
        }
        catch
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
            throw;
        }
    }

    // As they are at one moment: another thread that trains them waits.
    private static IEnumerable<KeyValuePair<string, Tensor>> Tensors(PretrainedModel model)
    {
        foreach (var graph in (Functional?[])[model.Parts.Model, model.Pooler?.Model, model.Head?.Model])
            graph?.MakeWeights();
        var places = model.Places(model.Head is null ? "" : model.Family.Prefix)
            .OrderBy(place => place.Name, StringComparer.Ordinal).ToList();
        using (WeightGuards.Of([.. places.SelectMany(place => place.Weights)]).Read())
            return [.. places.Select(place => KeyValuePair.Create(place.Name, place.Write(weight => weight.Merged)))];
    }

    // The fields of the folder that was read, with those of the head as it is now.
    private static byte[] Config(PretrainedModel model, bool halfPrecision)
    {
        var fields = JsonNode.Parse(model.Config.Json.GetRawText())!.AsObject();
        var (family, description) = (model.Family, model.Description);
        var type = family.ModelTypes.Index().First(type => type.Item == fields["model_type"]!.GetValue<string>()).Index;
        var end = HeadDescription.Tasks.First(task => task.Value == description.Task).Key;
        fields["architectures"] = new JsonArray(family.ClassNames[type] + end);
        foreach (var old in (string[])["torch_dtype", "num_labels", "id2label", "label2id", "problem_type"])
            fields.Remove(old);
        fields["dtype"] = halfPrecision ? "bfloat16" : "float32";
        if (description.Labels.Count > 0)
        {
            var labels = description.Labels.Index().ToArray();
            fields["id2label"] = new JsonObject(labels.Select(label => KeyValuePair.Create(
                FormattableString.Invariant($"{label.Index}"), (JsonNode?)label.Item)));
            fields["label2id"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Item,
                (JsonNode?)label.Index)));
            fields["problem_type"] = HeadDescription.Problems.First(
                problem => problem.Value == description.Problem).Key;
        }
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true })) fields.WriteTo(json);
        return buffer.ToArray();
    }
}
