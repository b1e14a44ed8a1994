using Valence.Callbacks;
using Valence.Pretrained;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Tests.Pretrained;

/// <summary>Learning from texts without labels.</summary>
public sealed class MaskedWordsTests
{
    // After each first word always the same second one: hidden ones can be known from their neighbours.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 400).Select(i => string.Join(' ',
        Enumerable.Range(0, 12).SelectMany(k => new[] { $"w{(i * 7 + k * 5) % 9}", $"v{(i * 7 + k * 5) % 9}" })))];

    private static readonly MaskedWordsSettings Settings = new()
    {
        MaxLength = 24,
        Epochs = 2,
        BatchSize = 16,
        LearningRate = 2e-3,
        Seed = 3,
        Verbose = Verbosity.Silent,
    };

    [Fact]
    public void Hidden_tokens_are_found_better_than_by_chance_and_a_folder_keeps_what_was_learned()
    {
        var (encoder, tokenizer) = Made();
        var history = MaskedWords.Train(encoder, tokenizer, Texts, Settings with
        {
            Epochs = 30,
            LearningRate = 5e-3,
        });
        Assert.True(history["val_loss"][^1] < history["val_loss"][0]);
        // A guess at one of 18 words would be .06.
        Assert.InRange(history["val_accuracy"][^1], 0.3f, 1f);

        using var around = new Folder();
        encoder.Save(around["bert"], tokenizer: tokenizer);
        var again = PretrainedEncoder.Open(around["bert"]);
        Assert.Equal(PretrainedTask.MaskedLanguageModel, again.Task);
        Assert.Empty(again.LeftOver);
        Assert.Equal(tokenizer.ToJson(), SubWordTokenizer.Open(around["bert"]).ToJson());
        var ids = Tensor.From([2, 5, 6, 7, 3], [1, 5]);
        Data x = new[] { ids, Tensor.From([1, 1, 1, 1, 1], [1, 5]), Tensor.From(new int[5], [1, 5]),
            Tensor.From([1, 3], [1, 2]) };
        var scores = encoder.Classifier!.Predict(x);
        Assert.Equal([1, 2, encoder.Settings.VocabularySize], scores.Shape.AsSpan().ToArray());
        Assert.Equal(scores.Floats.ToArray(), again.Classifier!.Predict(x).Floats.ToArray());

        // It goes on, also from an encoder whose head was another one.
        MaskedWords.Train(again, tokenizer, Texts, Settings with { Epochs = 1 });
        MaskedWords.Train(again.WithSequenceHead(["a", "b"]).WithMaskedHead(), tokenizer, Texts,
            Settings with { Epochs = 1 });
    }

    [Fact]
    public void The_same_settings_give_the_same_bytes_also_after_a_broken_off_training()
    {
        var whole = Learned(Settings);
        Assert.Equal(whole, Learned(Settings));
        Assert.NotEqual(whole, Learned(Settings with { Seed = 4 }));

        using var around = new Folder();
        var kept = Settings with { BackupPath = around["state.backup"], Resume = true };
        using (var stop = new CancellationTokenSource())
            Assert.ThrowsAny<OperationCanceledException>(() => Learned(kept with
            {
                CancellationToken = stop.Token,
                Callbacks = [new LambdaCallback { EpochEnd = (_, _) => stop.Cancel() }],
            }));
        Assert.Equal(whole, Learned(kept));
        Assert.Contains("texts or tokenizer", Assert.Throws<BackupException>(() =>
        {
            var (encoder, tokenizer) = Made();
            MaskedWords.Train(encoder, tokenizer, [.. Texts.Reverse()], kept);
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_many_tokens_are_hidden_none_of_them_special_and_all_are_told()
    {
        var tokenizer = Made().Tokenizer;
        var tokens = HiddenTokens.Of(tokenizer);
        var rows = tokens.Rows(Texts, 24, CancellationToken.None);
        var (end, ids) = (tokenizer.Id("[SEP]")!.Value, Texts.SelectMany(text =>
            tokenizer.Encode(text, addSpecialTokens: false).Ids));
        int[] kept = [.. rows.SelectMany(row => row[1..^1]).Where(id => id != end)];
        Assert.Equal(ids.Take(kept.Length), kept);
        Assert.InRange(ids.Count() - kept.Length, 0, 22);
        Assert.All(rows, row => Assert.Equal((tokenizer.Id("[CLS]")!.Value, end, 24), (row[0], row[^1], row.Length)));
        var (mask, kinds) = (tokenizer.Id("[MASK]")!.Value, new int[3]);
        for (var draw = 0UL; draw < 2000; draw++)
        {
            int[] before = rows[draw % (ulong)rows.Length], after = [.. before];
            var (places, stood) = tokens.Hide(after, 0.15, draw, seed: 1);
            Assert.Equal(3, places.Distinct().Count());
            Assert.Equal(places.Select(place => before[place]), stood);
            Assert.All(stood, id => Assert.DoesNotContain(id, (int[])[0, 1, 2, 3, 4]));
            Assert.Equal(before.Index().Where(entry => !places.Contains(entry.Index)).Select(entry => entry.Item),
                after.Index().Where(entry => !places.Contains(entry.Index)).Select(entry => entry.Item));
            foreach (var (place, id) in places.Zip(stood))
                kinds[after[place] == mask ? 0 : after[place] == id ? 2 : 1]++;
        }
        // 6,000 draws of .8, .1 (some of which draw the same token) and .1: within five standard deviations.
        Assert.InRange(kinds[0], 4800 - 155, 4800 + 155);
        Assert.InRange(kinds[1] + kinds[2], 1200 - 155, 1200 + 155);
        Assert.InRange(kinds[2], 600 - 117, 600 + 117 + 60);
    }

    [Fact]
    public void Heads_of_other_families_are_written_under_their_names()
    {
        foreach (var (family, names) in new[]
        {
            ("bert", "cls.predictions.bias cls.predictions.transform.dense.weight"),
            ("roberta", "lm_head.bias lm_head.dense.weight lm_head.layer_norm.bias"),
            ("distilbert", "vocab_projector.bias vocab_transform.weight vocab_layer_norm.weight"),
        })
        {
            using var folder = new SmallFolder(family);
            var encoder = PretrainedEncoder.Open(folder.Path).WithMaskedHead();
            encoder.Save(folder["masked"]);
            Assert.Superset(names.Split(' ').ToHashSet(), encoder.Places().Select(place => place.Name).ToHashSet());
            Assert.Equal(PretrainedTask.MaskedLanguageModel, PretrainedEncoder.Open(folder["masked"]).Task);
        }
        using var electra = new SmallFolder("electra");
        Assert.Contains("Electra", Assert.Throws<ArgumentException>(
            () => PretrainedEncoder.Open(electra.Path).WithMaskedHead()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused()
    {
        var (encoder, tokenizer) = Made();
        Refused(() => MaskedWords.Train(encoder.WithSequenceHead(["a", "b"]), tokenizer, Texts, Settings),
            "WithMaskedHead");
        Refused(() => MaskedWords.Train(encoder, tokenizer, Texts[..1], Settings with { MaxLength = 30 }),
            "that fill them not once");
        Refused(() => MaskedWords.Train(encoder, tokenizer, Texts, Settings with { MaxLength = 65 }), "at most 64");
        Refused(() => MaskedWords.Train(PretrainedEncoder.NewBert(20, width: 8, heads: 2), tokenizer, Texts, Settings),
            "at most the encoder's 20 ids");
        Refused(() => MaskedWords.Train(PretrainedEncoder.NewBert(300, width: 8, heads: 2),
            SubWordTokenizer.TrainBytePair(Texts, 280), Texts, Settings), "[MASK]");
        Assert.Throws<ConfigException>(() => PretrainedEncoder.NewBert(20, width: 10, heads: 4));
        Assert.Throws<ConfigException>(() => PretrainedEncoder.NewBert(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Settings with { Share = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Settings with { LearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Settings with { MaxLength = 7 });

        static void Refused(Action train, string said) =>
            Assert.Contains(said, Assert.Throws<ArgumentException>(train).Message, StringComparison.Ordinal);
    }

    private static (PretrainedEncoder Encoder, SubWordTokenizer Tokenizer) Made()
    {
        var tokenizer = SubWordTokenizer.TrainWordPiece(Texts, 60);
        return (PretrainedEncoder.NewBert(tokenizer.VocabularySize, layers: 1, width: 32, heads: 2, positions: 64),
            tokenizer);
    }

    private static float[] Learned(MaskedWordsSettings settings)
    {
        var (encoder, tokenizer) = Made();
        MaskedWords.Train(encoder, tokenizer, Texts, settings);
        return [.. encoder.Classifier!.GetWeights().SelectMany(weight => weight.Floats.ToArray())];
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("valence-masked-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
