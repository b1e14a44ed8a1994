using System.Text.Json;
using Valence.Formats;

namespace Valence.Tests.Golden;

/// <summary>Reference cases from real Keras: <c>VALENCE_GOLDEN</c>, or <c>shared/golden</c> beside the repository.</summary>
internal static class GoldenFolder
{
    public const string Missing = "the reference cases are not here (set VALENCE_GOLDEN, or put shared/golden beside the repository)";

    public static string? Root { get; } = Find();

    /// <summary>The cases of a family; a single marker where the folder is missing, so that the suite can say that it skips.</summary>
    public static TheoryData<string> Cases(string family)
    {
        if (Root is null) return [""];
        var folder = Path.Combine(Root, family);
        var names = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToArray() : [];
        return names.Length > 0 ? [.. names] : ["(no cases)"];
    }

    /// <summary>The case's description and arrays. Skips where the folder is missing; an empty family fails.</summary>
    public static (JsonElement Json, Npz Arrays) Open(string family, string name)
    {
        Assert.SkipWhen(Root is null, Missing);
        Assert.True(name != "(no cases)", $"{Path.Combine(Root, family)} holds no case.");
        var path = Path.Combine(Root, family, name);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        return (json.RootElement.Clone(), Npz.Load(path + ".npz"));
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VALENCE_GOLDEN") is { Length: > 0 } given) return given;
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx"))) directory = directory.Parent;
        var folder = directory?.Parent is { } above ? Path.Combine(above.FullName, "shared", "golden") : null;
        return folder is not null && Directory.Exists(folder) ? folder : null;
    }
}
