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
        "A01-constant-first-1+x",
        "A02-constant-first-2*x",
        "A03-array-x+array",
        "A04-positions-by-arange",
        "A05-maximum-of-constant-and-x",
        "A06-operator-drops-masks",
        "A07-relu-op-drops-the-mask",
        "A08-operator-aligns-last-axes",
        "A09-nested-twice-first-use-is-output",
        "A10-attention-by-keywords-over-three-Dense",
        "A11-attention-by-keywords-over-two-Embeddings",
        "A12-attention-takes-the-mask-away-residual",
        "A13-attention-takes-the-mask-away-memory",
        "A14-Softmax-with-positional-mask",
        "A15-GRU-with-None-and-positional-mask",
        "A16-query_mask-argument-is-ignored-by-Keras",
        "B01-nested-functional-as-output",
        "B02-nested-with-two-inputs",
        "B03-inputs-in-a-dict",
        "B04-outputs-in-a-dict",
        "B05-masks-Concatenate",
        "B06-masks-Add",
        "B07-masks-Attention",
        "B08-first-token-x[:,0]",
        "B09-masked-mean-by-ops",
        "B10-activation-is-a-layer",
        "B11-Constant-of-a-matrix",
        "B12-bfloat16-weights",
        "B13-name-not-ASCII-in-h5",
        "B14-GroupQueryAttention-in-h5",
        "B15-Identity",
        "B16-Normalization",
        "B17-EinsumDense",
        "C01-LSTM-with-initial_state",
        "C02-Bidirectional-with-initial_state",
        "C03-MultiHeadAttention-with-gate",
        "C04-GroupQueryAttention",
        "C05-unused-input",
        "C06-CategoryEncoding-with-count_weights",
        "C07-masked-ops.concatenate",
        "D01-Adam-amsgrad",
        "D03-Adafactor",
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
