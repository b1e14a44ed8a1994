using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Tests.Pretrained;

/// <summary>The tensors of a folder in several files.</summary>
internal static class Shards
{
    /// <summary>Replaces the one file of a folder by several and their index.</summary>
    public static void Split(SmallFolder folder, int count)
    {
        var whole = Safetensors.Load(folder.File("model.safetensors"));
        var map = new JsonObject();
        for (var i = 0; i < count; i++)
        {
            var name = FormattableString.Invariant($"model-{i + 1:D5}-of-{count:D5}.safetensors");
            var part = whole.Names.Where((_, at) => at % count == i).ToList();
            SafetensorsWriter.Save(folder.File(name), part.Select(tensor =>
                KeyValuePair.Create(tensor, whole[tensor].ToTensor())));
            foreach (var tensor in part) map[tensor] = name;
        }
        Write(folder, new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map });
        File.Delete(folder.File("model.safetensors"));
    }

    /// <summary>Writes the index of a folder.</summary>
    public static void Write(SmallFolder folder, JsonNode index) =>
        File.WriteAllText(folder.File("model.safetensors.index.json"), index.ToJsonString());
}
