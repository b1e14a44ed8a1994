using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Saving;

/// <summary>Arrays as JSON has them: lists in lists of numbers, each as long as its neighbours.</summary>
internal static class NestedNumbers
{
    /// <summary>The array, or why it is none.</summary>
    /// <param name="json">A number, or lists of numbers; truth values count as 1 and 0.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="elements">Its numbers, the last axis first.</param>
    /// <param name="problem">What was expected, where it is none.</param>
    public static bool TryRead(JsonElement json, out Shape shape, out List<double> elements,
        [NotNullWhen(false)] out string? problem)
    {
        var lengths = new List<int>();
        (shape, elements) = (default, []);
        for (var inner = json; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            lengths.Add(inner.GetArrayLength());
            if (lengths[^1] == 0) break;
        }
        problem = lengths.Count > Shape.MaxRank ? $"an array of at most {Shape.MaxRank} axes"
            : Problem(json, 0, lengths, elements);
        if (problem is not null) return false;
        shape = Shape.Create([.. lengths]);
        return true;
    }

    /// <summary>The JSON of an array.</summary>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="element">An element, the last axis first.</param>
    public static JsonNode? Write(Shape shape, Func<int, JsonNode?> element)
    {
        return Node(0, 0, shape.Count);

        JsonNode? Node(int axis, int start, int count)
        {
            if (axis == shape.Rank) return element(start);
            var (length, stride) = (shape[axis], count / Math.Max(1, shape[axis]));
            return new JsonArray(
                [.. Enumerable.Range(0, length).Select(i => Node(axis + 1, start + i * stride, stride))]);
        }
    }

    private static string? Problem(JsonElement json, int axis, List<int> lengths, List<double> elements)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            if (axis >= lengths.Count || json.GetArrayLength() != lengths[axis])
                return "an array whose rows are equally long";
            foreach (var item in json.EnumerateArray())
                if (Problem(item, axis + 1, lengths, elements) is { } problem) return problem;
            return null;
        }
        if (axis != lengths.Count) return "an array whose rows are equally long";
        switch (json.ValueKind)
        {
            case JsonValueKind.Number: elements.Add(json.GetDouble()); break;
            case JsonValueKind.True: elements.Add(1); break;
            case JsonValueKind.False: elements.Add(0); break;
            default: return "numbers in an array";
        }
        return null;
    }
}
