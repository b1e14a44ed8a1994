using System.Text.Json;
using Valence.Formats;

namespace Valence.Tests.Golden;

/// <summary>Reference cases from real Keras: <c>VALENCE_GOLDEN</c>, or <c>shared/golden</c> beside the
/// repository.</summary>
internal static class GoldenFolder
{
    public const string Missing =
        "the reference cases are not here (set VALENCE_GOLDEN, or put shared/golden beside the repository)";

    private const string Variable = "VALENCE_GOLDEN";

    /// <summary>The folder, or null where the default one is absent. One that was named stays, even if it does not
    /// exist: its suites then fail.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The cases of a family: those of the folder, and those that lie in the repository; a single marker where
    /// there is none, so that the suite can say that it skips or fails.</summary>
    public static TheoryData<string> Cases(string family)
    {
        string[] names = [.. (Root is null ? [] : Names(family)).Union(OwnCases.Names(family))
            .Order(StringComparer.Ordinal)];
        return names.Length > 0 ? [.. names] : [Root is null ? "" : "(no cases)"];
    }

    /// <summary>The names of a family's cases in order; none where its folder is missing.</summary>
    public static IReadOnlyList<string> Names(string family)
    {
        var folder = Path.Combine(Existing(), family);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The case's description and arrays. Skips where neither the folder nor the repository has it; an empty
    /// family fails.</summary>
    public static (JsonElement Json, Npz Arrays) Open(string family, string name)
    {
        if (OwnCases.TryOpen(family, name, out var own)) return own;
        Assert.SkipWhen(Root is null, Missing);
        var path = Path.Combine(Existing(), family, name);
        Assert.True(name != "(no cases)", $"{Path.Combine(Root, family)} holds no case.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        return (json.RootElement.Clone(), Npz.Load(path + ".npz"));
    }

    private static string Existing() => Root is not null && Directory.Exists(Root) ? Root
        : throw new DirectoryNotFoundException($"{Variable} names the folder '{Root}', which does not exist.");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return Path.GetFullPath(given);
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        var folder = directory?.Parent is { } above ? Path.Combine(above.FullName, "shared", "golden") : null;
        return folder is not null && Directory.Exists(folder) ? folder : null;
    }
}
