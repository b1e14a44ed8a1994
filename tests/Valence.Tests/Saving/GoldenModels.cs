using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.Saving;

/// <summary>The reference models, their files and their inputs.</summary>
internal static class GoldenModels
{
    /// <summary>The names of model files under <paramref name="folder"/> that end in one of
    /// <paramref name="endings"/>.</summary>
    public static TheoryData<string> Files(string folder, params string[] endings)
    {
        if (GoldenFolder.Root is not { } root) return [""];
        return [.. Directory.GetFiles(Path.Combine(root, folder)).Select(path => Path.GetFileName(path))
            .Where(name => endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The path of a file; skips where the folder is missing.</summary>
    public static string At(params string[] parts)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        return Path.Combine([GoldenFolder.Root, .. parts]);
    }

    /// <summary>The inputs of a case.</summary>
    public static Data Inputs(Npz arrays)
    {
        var inputs = new List<Tensor>();
        for (var i = 0; arrays.TryGet($"x.{i}", out var array); i++) inputs.Add(array.ToTensor());
        return new([.. inputs]);
    }

    public static Npz Arrays(string path) => Npz.Load(path);

    /// <summary>The largest distance between a prediction and the expected one.</summary>
    public static double Distance(NpyArray expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape.AsSpan().ToArray().Select(length => (long)length));
        return expected.ToDoubles().Zip(actual.Floats.ToArray(), (e, a) => Math.Abs(e - a)).Max();
    }

    public static JsonElement Json(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.Clone();
    }
}
