using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Classification.Tests;

/// <summary>Classifiers' files that earlier builds wrote, kept in <c>Written</c> with what they answered
/// there.</summary>
public sealed class WrittenFileTests
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Written(), "*.valence").Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_an_earlier_build_answers_as_it_did_there(string name)
    {
        var classifier = TextClassifier.Load(At($"{name}.valence"));
        var answers = classifier.Predict(File.ReadAllLines(At("texts.txt")));
        var recorded = File.ReadAllLines(At($"{name}.jsonl"));
        Assert.Equal(recorded.Length, answers.Count);
        foreach (var (line, answer) in recorded.Zip(answers))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(json.RootElement.GetProperty("label").GetString(), answer.Label);
            foreach (var (label, probability) in classifier.Labels.Names.Zip(answer.Probabilities))
                Assert.Equal(json.RootElement.GetProperty("probabilities").GetProperty(label).GetSingle(), probability,
                    Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_an_earlier_build_that_is_written_again_answers_with_the_same_bits(string name)
    {
        var classifier = TextClassifier.Load(At($"{name}.valence"));
        using var stream = new MemoryStream();
        classifier.Save(stream);
        var again = ClassifierFormat.Load(new(stream.ToArray(), name));
        foreach (var text in File.ReadAllLines(At("texts.txt")))
            Assert.Equal(classifier.Predict(text).Probabilities, again.Predict(text).Probabilities);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_by_its_version_whatever_else_it_holds()
    {
        var newer = Changed("fasttext-two.valence", description =>
        {
            description["version"] = 8;
            description.Remove("tokenizer");
            description["labels"] = "elsewhere";
        });
        var error = Assert.Throws<FileFormatException>(() => ClassifierFormat.Load(new(newer, "newer.valence")));
        Assert.Equal("C-VERSION", error.Rule);
        Assert.Contains("version 8", error.Message);
        Assert.Contains("newer Valence", error.Message);
    }

    [Fact]
    public void A_network_in_the_place_of_a_classifier_is_told_by_what_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("valence-written-");
        try
        {
            var path = Path.Combine(folder.FullName, "network.keras");
            TextClassifier.Load(At("fasttext-two.valence")).Model.Save(path);
            var error = Assert.Throws<FileFormatException>(() => TextClassifier.Load(path));
            Assert.Equal("C-KIND", error.Rule);
            Assert.Contains("found Keras model", error.Message);
            Assert.Contains("WithNetwork", error.Message);
            File.WriteAllBytes(path, [0x80, 0x04, .. "sklearn"u8]);
            error = Assert.Throws<FileFormatException>(() => TextClassifier.Load(path));
            Assert.Contains("scikit-learn", error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Changed(string name, Action<JsonObject> change)
    {
        var archive = ZipReader.Open(At(name));
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, written =>
        {
            foreach (var member in archive.Members)
            {
                var bytes = archive.Read(member.Name).ToArray();
                if (member.Name == "classifier.json")
                {
                    var description = JsonNode.Parse(bytes)!.AsObject();
                    change(description);
                    bytes = Encoding.UTF8.GetBytes(description.ToJsonString());
                }
                // Which texts were learned from may be told otherwise too.
                written.Add(member.Name, member.Name == "trained-texts.bin" ? [1, 2, 3] : bytes);
            }
        });
        return stream.ToArray();
    }

    internal static string At(string name) => Path.Combine(Written(), name);

    private static string Written()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Valence.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "Valence.Classification.Tests", "Written");
    }
}
