namespace Valence.Tests.Hostile;

/// <summary>A model's file that must be refused.</summary>
/// <param name="Family">Its family in docs/hostile-files.md.</param>
/// <param name="Rule">The rule that the refusal names.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Bytes">The file.</param>
internal sealed record HostileFile(string Family, string Rule, string What, byte[] Bytes)
{
    /// <summary>All of them.</summary>
    public static IEnumerable<HostileFile> All =>
        HostileContainers.All.Concat(HostileDescriptions.All).Concat(HostileWeights.All);

    public override string ToString() => $"{Family} {What} ({Rule})";
}
