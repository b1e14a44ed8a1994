using System.IO.Compression;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Tests.Golden;

/// <summary>The reference cases that lie in the repository, <c>tests/Reference/cases.zip</c>: one for each class, and
/// what Keras' own tests call.</summary>
internal static class OwnCases
{
    private static readonly Lazy<Dictionary<string, byte[]>> Members = new(() =>
    {
        using var archive = ZipFile.OpenRead(Find());
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    });

    /// <summary>The names of a family's cases in order.</summary>
    public static IReadOnlyList<string> Names(string family) => [.. Members.Value.Keys
        .Where(name => name.StartsWith(family + '/', StringComparison.Ordinal)
            && name.EndsWith(".json", StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal)];

    /// <summary>The case's description and arrays, where it is one of these.</summary>
    public static bool TryOpen(string family, string name, out (JsonElement Json, Npz Arrays) found)
    {
        found = default;
        if (!Members.Value.TryGetValue($"{family}/{name}.json", out var description)) return false;
        using var json = JsonDocument.Parse(description);
        found = (json.RootElement.Clone(), Npz.Read(Members.Value[$"{family}/{name}.npz"], $"{name}.npz"));
        return true;
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        return Path.Combine(directory!.FullName, "tests", "Reference", "cases.zip");
    }
}
