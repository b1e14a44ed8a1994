using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Formats.Tests;
using Valence.Text;

namespace Valence.Classification.Tests;

/// <summary>Classifiers' files and tokenizers changed at random: opened, or refused by their exceptions, and nothing
/// else. VALENCE_MUTATIONS sets how many.</summary>
public sealed class MutatedClassifierTests
{
    private const string Seal = "seal.json";

    private static readonly byte[] Valid = Whole();

    private static int Few => Mutation.Count / 12;

    [Fact]
    public void Mutated_files_are_opened_or_refused() => Mutation.Survives(Valid, Open, Few);

    [Theory]
    [InlineData("classifier.json")]
    [InlineData("network.keras")]
    [InlineData("trained-texts.bin")]
    [InlineData(Seal)]
    public void Mutated_members_with_right_checksums_and_digests_are_opened_or_refused(string member) =>
        Mutation.Survives(Members(Valid)[member], content => Open(With(member, content)), Few);

    [Fact]
    public void Mutated_tokenizers_are_read_or_refused()
    {
        var json = (string)JsonNode.Parse(Members(Valid)["classifier.json"])!["encoder"]!["config"]!["tokenizer"]!;
        Mutation.Survives(Encoding.UTF8.GetBytes(json),
            content => Tokenizer.FromJson(Encoding.UTF8.GetString(content)).TextsToSequences(["a good film"]),
            Few, error => error is FormatException);
    }

    private static void Open(byte[] file) => ClassifierFormat.Load(new(file, "mutated.valence"));

    private static byte[] Whole()
    {
        var earlier = TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence"));
        using var stream = new MemoryStream();
        earlier.WithNetwork(earlier.Model).Save(stream);
        return stream.ToArray();
    }

    private static Dictionary<string, byte[]> Members(byte[] file)
    {
        var archive = ZipReader.Open(file, "file");
        return archive.Members.ToDictionary(member => member.Name, member => archive.Read(member.Name).ToArray());
    }

    // Whoever changes a member can write its digest anew.
    private static byte[] With(string member, byte[] content)
    {
        var members = Members(Valid);
        members[member] = content;
        if (member != Seal)
        {
            var seal = JsonNode.Parse(members[Seal])!;
            seal["digests"]![member] = Convert.ToHexStringLower(SHA256.HashData(content));
            members[Seal] = Encoding.UTF8.GetBytes(seal.ToJsonString());
        }
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive =>
        {
            foreach (var (name, bytes) in members) archive.Add(name, bytes);
        });
        return stream.ToArray();
    }
}
