using System.Text;
using Valence.Classification;
using Valence.Formats;
using Valence.Saving;
using Valence.Training;

namespace Valence.Language.Tests.Translation;

/// <summary>A translator's file holds all of it, and is refused where it is not whole.</summary>
public sealed class TranslatorFileTests : IDisposable
{
    private const string Description = "translator.json";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<TranslatorNetwork, TokenKind> Kinds => [..
        from network in Enum.GetValues<TranslatorNetwork>()
        from tokens in Enum.GetValues<TokenKind>() select (network, tokens)];

    private string File => Path.Combine(_folder, "pairs.valence");

    [Theory, MemberData(nameof(Kinds))]
    public void What_was_saved_translates_the_same(TranslatorNetwork network, TokenKind tokens)
    {
        var translator = Trained(network, tokens);
        translator.Save(File);
        var loaded = TextTranslator.Load(File);
        Assert.Equal(translator.Translate("the cat number 7"), loaded.Translate("the cat number 7"));
        Assert.Equal(translator.HeldOut, loaded.HeldOut);
        Assert.Equal((translator.Network, translator.Tokens, translator.VocabularySize, translator.MaxLength,
            translator.Lowercase), (loaded.Network, loaded.Tokens, loaded.VocabularySize, loaded.MaxLength,
                loaded.Lowercase));
        loaded.Save(File + ".again");
        Assert.Equal(loaded.Translate("cat"), TextTranslator.Load(File + ".again").Translate("cat"));
    }

    [Fact]
    public void A_changed_file_is_refused()
    {
        Trained(TranslatorNetwork.Transformer, TokenKind.Characters).Save(File);
        foreach (var (from, to) in new[] { ("Characters", "Letters"), ("\"max_length\":40", "\"max_length\":41"),
            ("\"max_length\":40", "\"max_length\":1"), ("[\" \",", "[\" \",\"+\","), ("\"version\":1", "\"version\":2"),
            ("\"network\"", "\"networks\""), ("Transformer", "Attention"), ("\"lowercase\"", "\"lower\""),
            ("\"lowercase\":false", "\"lowercase\":\"no\""), ("\"pairs\":", "\"pair\":"),
            ("\"unknown\":0", "\"unknown\":-1") })
        {
            var changed = Path.Combine(_folder, "changed.valence");
            Change(changed, from, to);
            Assert.Throws<FileFormatException>(() => TextTranslator.Load(changed));
        }
        Assert.Throws<FileFormatException>(() => TextClassifier.Load(File));
        Assert.Throws<FileFormatException>(() => TextGenerator.Load(File));
        using var source = ModelSource.OpenFile(File);
        Assert.IsType<TranslatorFormat>(SealedFormats.All.Of(source));
        Assert.Contains(SealedFormats.All.Of(source).Facts(source), fact => fact.Value == "translates texts");
    }

    [Fact]
    public void A_flipped_byte_is_refused()
    {
        Trained(TranslatorNetwork.Attention, TokenKind.Characters).Save(File);
        var bytes = System.IO.File.ReadAllBytes(File);
        var flipped = Path.Combine(_folder, "flipped.valence");
        for (var at = 0; at < bytes.Length; at += 997)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x10;
            System.IO.File.WriteAllBytes(flipped, changed);
            Assert.ThrowsAny<FileFormatException>(() => TextTranslator.Load(flipped));
        }
        System.IO.File.WriteAllBytes(flipped, bytes[..^100]);
        Assert.ThrowsAny<FileFormatException>(() => TextTranslator.Load(flipped));
    }

    [Fact]
    public void Another_network_or_file_is_refused()
    {
        Trained(TranslatorNetwork.Transformer, TokenKind.Characters).Save(File);
        var other = Path.Combine(_folder, "other.valence");
        TextGenerator.Train(string.Concat(Enumerable.Repeat("the cat sat ", 40)), new()
        {
            Context = 8,
            Layers = 1,
            Width = 8,
            Heads = 2,
            Steps = 1,
            Verbose = Verbosity.Silent,
        }).Save(other);
        Assert.Contains("Valence translator", Assert.Throws<FileFormatException>(() => TextTranslator.Load(other))
            .Message);
        var mixed = Path.Combine(_folder, "mixed.valence");
        using var generator = ModelSource.OpenFile(other);
        Change(mixed, "", "", generator.Archive.Read(SealedForm.NetworkMember).ToArray());
        Assert.Throws<FileFormatException>(() => TextTranslator.Load(mixed));
        System.IO.File.WriteAllText(other, "no model");
        Assert.ThrowsAny<FileFormatException>(() => TextTranslator.Load(other));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TextTranslator Trained(TranslatorNetwork network, TokenKind tokens) => TextTranslator.Train(
        [.. Enumerable.Range(0, 120).Select(i => new TextPair($"the cat number {i * 37 % 100}",
            $"die Katze Nummer {i * 37 % 100}"))], new()
            {
                Network = network,
                Tokens = tokens,
                VocabularySize = tokens == TokenKind.Characters ? null : 300,
                MaxLength = 40,
                Layers = 1,
                Width = 16,
                Heads = 2,
                Epochs = 1,
                Verbose = Verbosity.Silent,
            });

    // The seal of a changed description is made anew, so that what is refused is its content.
    private void Change(string path, string from, string to, byte[]? network = null)
    {
        using var source = ModelSource.OpenFile(File);
        var description = Encoding.UTF8.GetString(source.Archive.Read(Description).Span);
        Assert.Contains(from, description);
        network ??= source.Archive.Read(SealedForm.NetworkMember).ToArray();
        using var stream = System.IO.File.Create(path);
        ZipWriter.Write(stream, archive => ClassifierSeal.Write(archive, PreparationTie.Training,
            [
                (Description, content => content.Write(Encoding.UTF8.GetBytes(from.Length == 0 ? description
                    : description.Replace(from, to, StringComparison.Ordinal)))),
                (SealedForm.NetworkMember, content => content.Write(network)),
            ]));
    }
}
