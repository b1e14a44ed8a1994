namespace Valence.Bench.Peers;

/// <summary>What Linux says about the machine.</summary>
internal static class Machine
{
    private const string Name = "model name";

    public static string Processor => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
        ? line[Name.Length..].Trim('\t', ':', ' ') : "A processor without a name";

    /// <summary>How many threads wanted to work in the last minute, in the mean.</summary>
    public static string Load => $"load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";
}
