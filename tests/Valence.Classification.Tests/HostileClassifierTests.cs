using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Classification.Tests;

/// <summary>Classifiers' files that would cost more than they are long.</summary>
public sealed class HostileClassifierTests : IDisposable
{
    private const long MostAllocated = 100_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("valence-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("spaces", "Z14|Z15")]
    [InlineData("words", "Z14|Z15")]
    [InlineData("words of one letter", "Z14|Z15")]
    [InlineData("values", "Z14|J02|Z15")]
    [InlineData("network", "Z15")]
    [InlineData("a member more", "C-MEMBER")]
    [InlineData("a word twice", "C-CONTENT")]
    public void What_unpacks_to_far_more_than_it_has_is_refused_without_being_unpacked(string what, string rules)
    {
        var path = Path.Combine(_folder, "bomb.valence");
        using (var file = new FileStream(path, FileMode.Create)) Write(file, what);
        Refused();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);

        void Refused() => Assert.Contains(
            Assert.Throws<FileFormatException>(() => TextClassifier.Load(path)).Rule, rules.Split('|'));
    }

    [Fact]
    public void A_small_classifier_that_another_program_packed_again_opens()
    {
        var path = Path.Combine(_folder, "packed.valence");
        using (var file = new FileStream(path, FileMode.Create)) Write(file, "");
        Assert.Equal(2, TextClassifier.Load(path).Labels.Count);
    }

    private static void Write(Stream file, string what)
    {
        var whole = ZipReader.Open(WrittenFileTests.At("fasttext-two.valence"));
        using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var member in whole.Members)
        {
            var content = whole.Read(member.Name).ToArray();
            if (member.Name == "classifier.json") content = Described(content, what);
            if (member.Name == "network.keras" && what == "network") content = new byte[64 << 20];
            Add(member.Name, content);
        }
        if (what == "a member more") Add("photo.jpg", [1]);

        void Add(string name, byte[] content)
        {
            using var stream = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
            stream.Write(content);
        }
    }

    private static byte[] Described(byte[] json, string what)
    {
        if (what == "spaces") return [.. json, .. Enumerable.Repeat((byte)' ', 200 << 20)];
        if (what == "values") return [.. "{\"a\":["u8,
            .. Enumerable.Repeat("0,"u8.ToArray(), 9 << 20).SelectMany(x => x), .. "0]}"u8];
        if (!what.Contains("word")) return json;
        var description = JsonNode.Parse(json)!;
        // The first version had the fields of its encoder among the others.
        var encoder = description["encoder"]?["config"] ?? description;
        var tokenizer = JsonNode.Parse((string)encoder["tokenizer"]!)!;
        var index = (string)tokenizer["config"]!["word_index"]!;
        tokenizer["config"]!["word_index"] = what == "a word twice"
            ? index[..^1] + ", " + index[1..index.IndexOf(',')] + "}"
            : "{" + string.Join(", ", Enumerable.Range(1, 3_000_000).Select(i => what == "words" ? $"\"word{i}\": {i}"
                : $"\"{(char)(0x4E00 + i % 20_000)}{i / 20_000}\": {i}")) + "}";
        encoder["tokenizer"] = tokenizer.ToJsonString();
        return Encoding.UTF8.GetBytes(description.ToJsonString());
    }
}
