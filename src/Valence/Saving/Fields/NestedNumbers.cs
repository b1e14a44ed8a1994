using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Valence.Saving;

/// <summary>Arrays as JSON has them: lists in lists of numbers, each as long as its neighbours. They may be as long as
/// the file, so no number becomes an object.</summary>
internal static class NestedNumbers
{
    private static readonly JsonTypeInfo<Lists> Form = JsonMetadataServices.CreateValueInfo<Lists>(
        new() { TypeInfoResolver = ConfigJson.Default }, new ListWriter());

    /// <summary>The shape of an array, or why it is none.</summary>
    /// <param name="json">A number, or lists of numbers; truth values count as 1 and 0.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="problem">What was expected, where it is none.</param>
    public static bool TryShape(JsonElement json, out Shape shape, [NotNullWhen(false)] out string? problem)
    {
        var lengths = new List<int>();
        shape = default;
        for (var inner = json; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            lengths.Add(inner.GetArrayLength());
            if (lengths[^1] == 0) break;
        }
        problem = lengths.Count > Shape.MaxRank ? $"an array of at most {Shape.MaxRank} axes"
            : Problem(json, 0, lengths);
        if (problem is not null) return false;
        shape = Shape.Create([.. lengths]);
        return true;
    }

    /// <summary>The numbers of an array that has a shape, the last axis first.</summary>
    public static IEnumerable<double> Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            yield return Number(json);
            yield break;
        }
        foreach (var item in json.EnumerateArray())
            if (item.ValueKind != JsonValueKind.Array) yield return Number(item);
            else foreach (var number in Of(item)) yield return number;
    }

    /// <summary>The float32 array in the JSON, or why there is none.</summary>
    /// <inheritdoc cref="TryShape"/>
    public static bool TryFloats(JsonElement json, [NotNullWhen(true)] out Tensor? tensor,
        [NotNullWhen(false)] out string? problem)
    {
        tensor = null;
        if (!TryShape(json, out var shape, out problem)) return false;
        tensor = Tensor.Uninitialized(shape, ElementType.Float32);
        var i = 0;
        foreach (var number in Of(json)) tensor.Overwrite<float>()[i++] = (float)number;
        return true;
    }

    /// <summary>The JSON of an array.</summary>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="write">Writes an element, the last axis first.</param>
    public static JsonNode? Write(Shape shape, Action<Utf8JsonWriter, int> write) =>
        JsonValue.Create(new Lists(shape, write), Form);

    private static string? Problem(JsonElement json, int axis, List<int> lengths)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            if (axis >= lengths.Count || json.GetArrayLength() != lengths[axis])
                return "an array whose rows are equally long";
            foreach (var item in json.EnumerateArray())
                if (Problem(item, axis + 1, lengths) is { } problem) return problem;
            return null;
        }
        if (axis != lengths.Count) return "an array whose rows are equally long";
        return json.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? null
            : "numbers in an array";
    }

    private static double Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? json.GetDouble() : json.ValueKind == JsonValueKind.True ? 1 : 0;

    /// <summary>An array that is written when the text is.</summary>
    private sealed record Lists(Shape Shape, Action<Utf8JsonWriter, int> Write);

    private sealed class ListWriter : JsonConverter<Lists>
    {
        public override Lists Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Arrays are read from a description that was checked as a whole.");

        public override void Write(Utf8JsonWriter writer, Lists value, JsonSerializerOptions options)
        {
            var next = 0;
            WriteAxis(0);

            void WriteAxis(int axis)
            {
                if (axis == value.Shape.Rank)
                {
                    value.Write(writer, next++);
                    return;
                }
                writer.WriteStartArray();
                for (var i = 0; i < value.Shape[axis]; i++) WriteAxis(axis + 1);
                writer.WriteEndArray();
            }
        }
    }
}
