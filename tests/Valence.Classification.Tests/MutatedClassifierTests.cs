using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats.Tests;
using Valence.Text;

namespace Valence.Classification.Tests;

/// <summary>Classifiers' files and tokenizers changed at random: opened, or refused by their exceptions, and nothing
/// else. VALENCE_MUTATIONS sets how many.</summary>
public sealed class MutatedClassifierTests
{
    private static readonly byte[] Valid = Whole();

    private static int Few => Mutation.Count / 12;

    [Fact]
    public void Mutated_files_are_opened_or_refused() => Mutation.Survives(Valid, Open, Few);

    [Theory]
    [InlineData("classifier.json")]
    [InlineData("network.keras")]
    [InlineData("trained-texts.bin")]
    [InlineData("examples.json")]
    [InlineData(ClassifierArchive.Seal)]
    public void Mutated_members_with_right_checksums_and_digests_are_opened_or_refused(string member) =>
        Mutation.Survives(ClassifierArchive.Members(Valid)[member], content => Open(With(member, content)),
            Few);

    [Fact]
    public void Mutated_tokenizers_are_read_or_refused()
    {
        var description = JsonNode.Parse(ClassifierArchive.Members(Valid)["classifier.json"])!;
        var json = (string)description["encoder"]!["config"]!["tokenizer"]!;
        Mutation.Survives(Encoding.UTF8.GetBytes(json),
            content => Tokenizer.FromJson(Encoding.UTF8.GetString(content)).TextsToSequences(["a good film"]),
            Few, error => error is FormatException);
    }

    private static void Open(byte[] file) => ClassifierFormat.Load(new(file, "mutated.valence"));

    private static byte[] Whole()
    {
        var earlier = TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence"));
        var network = earlier.WithNetwork(earlier.Model);
        return ClassifierArchive.Bytes(network.With(network.Task,
            network.Training with { Examples = ["a good film", "what a mess"] }));
    }

    // Whoever changes a member can write its digest anew.
    private static byte[] With(string member, byte[] content)
    {
        var members = ClassifierArchive.Members(Valid);
        members[member] = content;
        return member == ClassifierArchive.Seal ? ClassifierArchive.Joined(members)
            : ClassifierArchive.Resealed(members);
    }
}
