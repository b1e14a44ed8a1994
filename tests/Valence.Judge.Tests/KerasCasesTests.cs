using System.Formats.Tar;
using System.IO.Compression;
using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>The smallest models on which Valence and real Keras once parted, of <c>shared/reports/keras-cases</c>:
/// opened in every form on both backends, written in every form and opened by real Keras.</summary>
public sealed class KerasCasesTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Those that fail today. One that passes must leave the list.
    private static readonly HashSet<string> Failing =
    [
        "B12-bfloat16-weights",
    ];

    private static readonly string? Archive = KerasEnvironment.Shared is { } shared
        && Path.Combine(shared, "reports", "keras-cases", "cases.tar.gz") is var path && File.Exists(path)
            ? path : null;

    public static TheoryData<string> Names => Archive is null ? [""] : [.. Unpacked.Value.Keys
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_is_opened_and_written_as_Keras_does(string name)
    {
        Assert.SkipWhen(Archive is null, "the cases are not here (put shared/reports beside the repository)");
        var folder = Directory.CreateDirectory(Path.Combine(keras.Folder, name)).FullName;
        foreach (var (file, bytes) in Unpacked.Value[name]) File.WriteAllBytes(Path.Combine(folder, file), bytes);
        var bad = keras.Examiner.Examine(Case.At(folder)).Where(finding => finding.Verdict != Verdict.Right).ToList();
        if (Failing.Contains(name))
            Assert.False(bad.Count == 0, $"'{name}' is right now: take it from the list {nameof(Failing)}.");
        else
            Assert.True(bad.Count == 0,
                string.Join('\n', bad.Select(finding => $"{finding.Verdict} {finding.Step}: {finding.Detail}")));
    }

    [Fact]
    public void All_43_cases_are_run()
    {
        Assert.SkipWhen(Archive is null, "the cases are not here (put shared/reports beside the repository)");
        Assert.Equal(43, Names.Count);
        Assert.Empty(Failing.Except(Unpacked.Value.Keys));
    }

    // Folder of the case to its files.
    private static readonly Lazy<Dictionary<string, List<(string File, byte[] Bytes)>>> Unpacked = new(() =>
    {
        var cases = new Dictionary<string, List<(string, byte[])>>();
        using var zipped = new GZipStream(File.OpenRead(Archive!), CompressionMode.Decompress);
        using var reader = new TarReader(zipped);
        while (reader.GetNextEntry() is { } entry)
        {
            var parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (entry.DataStream is null || parts.Length < 2) continue;
            using var bytes = new MemoryStream();
            entry.DataStream.CopyTo(bytes);
            if (!cases.TryGetValue(parts[^2], out var files)) cases[parts[^2]] = files = [];
            files.Add((parts[^1], bytes.ToArray()));
        }
        return cases;
    });
}
