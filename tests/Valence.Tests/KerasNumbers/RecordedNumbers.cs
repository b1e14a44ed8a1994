using System.Text.Json;

namespace Valence.Tests.KerasNumbers;

/// <summary>Numbers of real Keras that lie in the repository.</summary>
internal static class RecordedNumbers
{
    /// <summary>The cases of a file in this folder, by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(string file) =>
        Cases(File.ReadAllBytes(Path.Combine(Folder, file)));

    /// <summary>The cases of a file's bytes, by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.Clone().EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
    }

    /// <summary>An array of a case; null where it is null.</summary>
    public static Tensor? Array(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        var shape = Shape.Create([.. json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]);
        var values = json.GetProperty("values").EnumerateArray();
        return json.GetProperty("type").GetString() == "int32"
            ? Tensor.From([.. values.Select(value => value.GetInt32())], shape)
            : Tensor.From([.. values.Select(value => value.GetSingle())], shape);
    }

    /// <summary>Arrays of a case.</summary>
    public static Tensor[] Arrays(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => Array(item)!)] : [];

    /// <summary>Every number within the tolerance, relative to numbers above 1, and equal shapes.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (a, b) = (Numbers(expected), Numbers(actual));
        for (var i = 0; i < a.Length; i++)
            if (!(Math.Abs(a[i] - b[i]) <= tolerance * Math.Max(1, Math.Abs(a[i]))))
                Assert.Fail($"{what}: element {i} is {b[i]}, expected {a[i]}.");
    }

    private static double[] Numbers(Tensor tensor) => tensor.Type == ElementType.Int32
        ? [.. tensor.Ints.ToArray().Select(number => (double)number)]
        : [.. tensor.Floats.ToArray().Select(number => (double)number)];

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return Path.Combine(folder.FullName, "tests", "Valence.Tests", "KerasNumbers");
        }
    }
}
