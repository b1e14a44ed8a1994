using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Saving;

/// <summary>Values that Keras writes as objects: arrays and numbers of NumPy's and of its backends, generators of
/// seeds.</summary>
internal static class SerializedValue
{
    private static readonly JsonElement None = JsonElement.Parse("null");

    /// <summary>The plain JSON in such an object; any other JSON as it is.</summary>
    public static JsonElement Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return json;
        if (json.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String
            && json.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object)
            return name.GetString() switch
            {
                "__tensor__" or "__numpy__" when config.TryGetProperty("value", out var held) => held,
                "SeedGenerator" => config.TryGetProperty("seed", out var seed) ? seed : None,
                _ => json,
            };
        // Keras 2.
        return json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && json.TryGetProperty("value", out var value) && json.EnumerateObject().Count() == 2 ? value : json;
    }

    /// <summary>The tensor in nested lists of numbers, all of one length at each depth.</summary>
    /// <exception cref="ConfigException">They are not.</exception>
    public static Tensor Tensor(JsonElement json, string place)
    {
        return NestedNumbers.TryFloats(json, out var tensor, out var problem) ? tensor
            : throw new ConfigException(place, $"expected {problem}");
    }

    /// <summary>Keras' form of an array.</summary>
    public static JsonObject Of(Tensor value) => new()
    {
        ["class_name"] = "__tensor__",
        ["config"] = new JsonObject { ["value"] = Lists(value), ["dtype"] = "float32" },
    };

    private static JsonNode? Lists(Tensor value) =>
        NestedNumbers.Write(value.Shape, (writer, i) => PythonNumber.Write(writer, value.Floats[i]));
}
