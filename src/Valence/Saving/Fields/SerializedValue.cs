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
        var axes = new List<int>();
        for (var inner = json; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            axes.Add(inner.GetArrayLength());
            if (axes.Count > Shape.MaxRank) throw Wrong();
            if (axes[^1] == 0) break;
        }
        var numbers = new List<float>();
        Collect(json, 0);
        return Valence.Tensor.From([.. numbers], Shape.Create([.. axes]));

        void Collect(JsonElement item, int depth)
        {
            if (depth == axes.Count)
            {
                if (item.ValueKind != JsonValueKind.Number) throw Wrong();
                numbers.Add(item.GetSingle());
                return;
            }
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != axes[depth]) throw Wrong();
            foreach (var inner in item.EnumerateArray()) Collect(inner, depth + 1);
        }

        ConfigException Wrong() =>
            new(place, $"expected numbers in lists of one length, at most {Shape.MaxRank} deep");
    }

    /// <summary>Keras' form of an array.</summary>
    public static JsonObject Of(Tensor value) => new()
    {
        ["class_name"] = "__tensor__",
        ["config"] = new JsonObject { ["value"] = Lists(value, 0, 0), ["dtype"] = "float32" },
    };

    private static JsonNode Lists(Tensor value, int axis, int at)
    {
        if (axis == value.Shape.Rank) return PythonNumber.Of(JsonValue.Create((double)value.Floats[at]))!;
        var stride = 1;
        for (var inner = axis + 1; inner < value.Shape.Rank; inner++) stride *= value.Shape[inner];
        return new JsonArray(
            [.. Enumerable.Range(0, value.Shape[axis]).Select(i => Lists(value, axis + 1, at + i * stride))]);
    }
}
