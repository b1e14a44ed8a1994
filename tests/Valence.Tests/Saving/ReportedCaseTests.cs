using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>Small models of Keras that Valence once could not open, or answered otherwise: <c>reports/keras-cases</c>
/// beside the reference cases. They answer as in Keras, and Keras opens what is written of them.</summary>
public sealed class ReportedCaseTests(RealKeras keras) : IClassFixture<RealKeras>
{
    public static TheoryData<string> Cases => ["B14-GroupQueryAttention-in-h5", "B15-Identity", "B16-Normalization",
        "B17-EinsumDense", "C03-MultiHeadAttention-with-gate", "C04-GroupQueryAttention",
        "C06-CategoryEncoding-with-count_weights"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_reported_model_answers_as_in_Keras(string name)
    {
        var (path, arrays) = Unpacked(name);
        var answer = Model.Load(path).Predict(GoldenModels.Inputs(arrays));
        Assert.True(GoldenModels.Distance(arrays["y.0"], answer) <= 1e-5);
    }

    [Fact]
    public void Keras_opens_what_is_written_of_reported_models()
    {
        var jobs = new List<string>();
        foreach (var name in Cases.Select(row => row.Data))
        {
            var (path, arrays) = Unpacked(name);
            foreach (var form in (string[])[".keras", ".h5"])
            {
                // Keras cannot open its own older file of a model that passes a tensor by name.
                if (form == ".h5" && name.StartsWith("C06", StringComparison.Ordinal)) continue;
                var ours = Path.Combine(keras.Folder, name + form);
                Model.Load(path).Save(ours);
                jobs.Add(
                    $$"""{"name": {{Json(name + form)}}, "file": {{Json(ours)}}, "arrays": {{Json(Path.Combine(keras.Folder, name + ".npz"))}}}""");
            }
        }
        var list = Path.Combine(keras.Folder, "reported.json");
        File.WriteAllText(list, $"[{string.Join(",", jobs)}]");
        var lines = keras.Run(LayerScripts.Reopen, list).Split('\n')
            .Where(line => line.StartsWith("OPENED", StringComparison.Ordinal)).ToList();
        Assert.Equal(jobs.Count, lines.Count);
        Assert.All(lines, line => Assert.EndsWith(" True", line.Trim()));
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // The model's file, and its inputs and answers in one archive.
    private (string Model, Npz Arrays) Unpacked(string name)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var packed = Path.Combine(Path.GetDirectoryName(GoldenFolder.Root)!, "reports", "keras-cases", "cases.tar.gz");
        Assert.SkipWhen(!File.Exists(packed),
            "the reported cases are not here (put shared/reports beside the repository)");
        using var stream = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        var model = "";
        var arrays = new List<(string Name, byte[] Bytes)>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.DataStream is not { } data || !entry.Name.Contains($"/{name}/", StringComparison.Ordinal))
                continue;
            using var memory = new MemoryStream();
            data.CopyTo(memory);
            var file = Path.GetFileName(entry.Name);
            if (file.StartsWith("model.", StringComparison.Ordinal))
                File.WriteAllBytes(model = Path.Combine(keras.Folder, name + ".given" + Path.GetExtension(file)),
                    memory.ToArray());
            else if (file.EndsWith(".npz", StringComparison.Ordinal))
                using (var zip = new ZipArchive(new MemoryStream(memory.ToArray())))
                    foreach (var member in zip.Entries)
                    {
                        using var open = member.Open();
                        using var content = new MemoryStream();
                        open.CopyTo(content);
                        arrays.Add((member.FullName, content.ToArray()));
                    }
        }
        var joined = Path.Combine(keras.Folder, name + ".npz");
        using (var zip = new ZipArchive(File.Create(joined), ZipArchiveMode.Create))
            foreach (var (member, bytes) in arrays)
            {
                using var open = zip.CreateEntry(member).Open();
                open.Write(bytes);
            }
        return (model, Npz.Load(joined));
    }
}
