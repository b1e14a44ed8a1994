namespace Valence.Tests.Golden;

/// <summary>A folder for the files that one run writes, removed afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("valence-run-").FullName;

    public string[] Files() => [.. Directory.GetFiles(Path).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
