using System.IO.Compression;
using Valence.Classification;
using Valence.Formats;
using Valence.Generation;
using Valence.Saving;
using Valence.Training;

namespace Valence.Language.Tests.Generation;

/// <summary>A generator's file holds all of it, and is refused where it is not whole.</summary>
public sealed class GeneratorFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<GeneratorNetwork, TokenKind> Kinds => TextGeneratorTests.Kinds;

    private string File => Path.Combine(_folder, "text.valence");

    [Theory, MemberData(nameof(Kinds))]
    public void What_was_saved_generates_the_same(GeneratorNetwork network, TokenKind tokens)
    {
        var generator = Trained(network, tokens);
        generator.Save(File);
        var loaded = TextGenerator.Load(File);
        var options = new GenerationOptions { MaxNewTokens = 40, Temperature = 1.5 };
        Assert.Equal(generator.Generate("the cat", options), loaded.Generate("the cat", options));
        Assert.Equal(generator.HeldOut, loaded.HeldOut);
        Assert.Equal((generator.Network, generator.Tokens, generator.VocabularySize, generator.Context),
            (loaded.Network, loaded.Tokens, loaded.VocabularySize, loaded.Context));
        loaded.Save(File + ".again");
        Assert.Equal(generator.Generate("", options), TextGenerator.Load(File + ".again").Generate("", options));
    }

    [Fact]
    public void A_changed_file_is_refused()
    {
        Trained(GeneratorNetwork.Transformer, TokenKind.Characters).Save(File);
        foreach (var (from, to) in new[] { ("Characters", "Letters"), ("\"context\":16", "\"context\":17"),
            ("\"context\":16", "\"context\":0"), ("[\" \",", "[\" \",\"+\","), ("\"version\":1", "\"version\":2"),
            ("\"network\"", "\"networks\"") })
        {
            var changed = Path.Combine(_folder, "changed.valence");
            Change(changed, from, to);
            Assert.Throws<FileFormatException>(() => TextGenerator.Load(changed));
        }
        Assert.Throws<FileFormatException>(() => TextClassifier.Load(File));
        var source = ModelSource.OpenFile(File);
        Assert.IsType<GeneratorFormat>(SealedFormats.All.Of(source));
        Assert.Contains(SealedFormats.All.Of(source).Facts(source), fact => fact.Value == "continues texts");
        source.Dispose();
    }

    [Fact]
    public void A_classifier_is_no_generator()
    {
        System.IO.File.WriteAllText(File, "no model");
        Assert.ThrowsAny<FileFormatException>(() => TextGenerator.Load(File));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TextGenerator Trained(GeneratorNetwork network, TokenKind tokens) => TextGenerator.Train(
        [.. Enumerable.Range(0, 200).Select(i => $"the cat number {i * 37 % 100} sat on the mat")], new()
        {
            Network = network,
            Tokens = tokens,
            VocabularySize = tokens == TokenKind.Characters ? null : 300,
            Context = 16,
            Layers = 1,
            Width = 16,
            Heads = 2,
            Steps = 5,
            Verbose = Verbosity.Silent,
        });

    // The seal of a changed description is made anew, so that what is refused is its content.
    private void Change(string path, string from, string to)
    {
        using var source = ModelSource.OpenFile(File);
        var description = System.Text.Encoding.UTF8.GetString(source.Archive.Read("generator.json").Span);
        Assert.Contains(from, description);
        var network = source.Archive.Read(SealedForm.NetworkMember).ToArray();
        using var stream = System.IO.File.Create(path);
        ZipWriter.Write(stream, archive => ClassifierSeal.Write(archive, PreparationTie.Training,
            [
                ("generator.json", content => content.Write(System.Text.Encoding.UTF8.GetBytes(
                    description.Replace(from, to, StringComparison.Ordinal)))),
                (SealedForm.NetworkMember, content => content.Write(network)),
            ]));
    }
}
