using Valence.Generation;
using Valence.Inference;
using Valence.Training;

namespace Valence.Language.Tests.Generation;

/// <summary>Texts are learned and continued.</summary>
public sealed class TextGeneratorTests
{
    private const string Rhyme = "one two three four five, once I caught a fish alive. six seven eight nine ten, "
        + "then I let it go again. ";

    private static readonly GeneratorSettings Small = new()
    {
        Context = 24,
        Layers = 2,
        Width = 32,
        Heads = 2,
        Steps = 150,
        BatchSize = 8,
        LearningRate = 1e-2,
        Verbose = Verbosity.Silent,
    };

    private static string Text { get; } = string.Concat(Enumerable.Repeat(Rhyme, 40));

    public static TheoryData<GeneratorNetwork, TokenKind> Kinds => [..
        from network in Enum.GetValues<GeneratorNetwork>()
        from tokens in Enum.GetValues<TokenKind>() select (network, tokens)];

    [Theory, MemberData(nameof(Kinds))]
    public void A_rhyme_is_known_by_heart(GeneratorNetwork network, TokenKind tokens)
    {
        var generator = TextGenerator.Train(Text, Small with
        {
            Network = network,
            Tokens = tokens,
            VocabularySize = tokens == TokenKind.BytePairs ? 320 : null,
            Layers = network == GeneratorNetwork.Lstm ? 1 : 2,
            Steps = network == GeneratorNetwork.Lstm ? 600 : 150,
        });
        Assert.True(generator.HeldOut!.Nats < 0.3, $"{generator.HeldOut.Nats}");
        var answer = generator.Generate(Rhyme[..40], new() { MaxNewTokens = 60 });
        Assert.Equal(60, answer.Tokens);
        Assert.Equal(GenerationEnd.Length, answer.End);
        Assert.StartsWith(Rhyme[40..80], answer.Text);
    }

    [Fact]
    public void The_same_seed_makes_the_same_bytes_on_any_number_of_threads()
    {
        var settings = Small with { Steps = 6, Dropout = 0.1 };
        var one = TextGenerator.Train(Text, settings with { Backend = new Backends.CpuBackend(1) });
        var four = TextGenerator.Train(Text, settings with { Backend = new Backends.CpuBackend(4) });
        Assert.Equal(Bytes(one), Bytes(four));
        var options = new GenerationOptions { MaxNewTokens = 80, Temperature = 1, Seed = 3 };
        Assert.Equal(one.Generate("one", options), four.Generate("one", options));
        Assert.NotEqual(one.Generate("one", options).Text, one.Generate("one", options with { Seed = 4 }).Text);
        Assert.NotEqual(Bytes(one), Bytes(TextGenerator.Train(Text, settings with { Seed = 1 })));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_training_that_broke_off_goes_on_with_the_same_bytes(bool isStateful)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var settings = Small with
            {
                Steps = 60,
                Dropout = 0.1,
                BackupPath = Path.Combine(folder, "backup"),
                Network = isStateful ? GeneratorNetwork.Lstm : GeneratorNetwork.Transformer,
                Stateful = isStateful,
            };
            var whole = TextGenerator.Train(Text, settings with { BackupPath = null });
            using var broken = new CancellationTokenSource();
            var breaking = settings with
            {
                CancellationToken = broken.Token,
                Callbacks = [new Callbacks.LambdaCallback { EpochEnd = (_, _) => broken.Cancel() }],
            };
            Assert.ThrowsAny<OperationCanceledException>(() => TextGenerator.Train(Text, breaking));
            var resumed = TextGenerator.Train(Text, settings with { Resume = true });
            Assert.Equal(Bytes(whole), Bytes(resumed));
            Assert.Equal(whole.HeldOut, resumed.HeldOut);
            Assert.ThrowsAny<Exception>(() => TextGenerator.Train(Text, settings with { Resume = true, Seed = 2 }));
            if (isStateful)
                Assert.ThrowsAny<Exception>(() => TextGenerator.Train(Text, settings with
                {
                    Resume = true,
                    Stateful = false,
                }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Stateful_windows_are_one_reading()
    {
        const int rows = 3, context = 8;
        // Steps so small that weights stay, and more of them than one round has.
        var settings = Small with
        {
            Network = GeneratorNetwork.Lstm,
            Layers = 2,
            Stateful = true,
            Context = context,
            BatchSize = rows,
            Steps = 40,
            LearningRate = 1e-30,
        };
        var text = Rhyme[..100] + Rhyme[..80];
        var generator = TextGenerator.Train(text, settings);
        int[] ids = generator.Vocabulary.Encode(text)[..162];
        using var session = generator.Model.NewDecodingSession();
        var losses = Enumerable.Range(0, 7 * 6 * context).Select(step =>
        {
            int At(int row, int offset) => ids[(row * (ids.Length / rows) + step + offset) % ids.Length];
            int[] read = [.. Enumerable.Range(0, rows).Select(row => At(row, 0))];
            var scores = session.Read(read, rows).ToArray();
            return Enumerable.Range(0, rows).Average(row =>
            {
                double[] own = [.. scores.Skip(row * generator.VocabularySize).Take(generator.VocabularySize)];
                TokenScores.Logarithms(own);
                return -own[At(row, 1)];
            });
        }).ToArray();
        var history = generator.History!["loss"];
        Assert.Equal(7, history.Count);
        for (var epoch = 0; epoch < history.Count; epoch++)
            Assert.Equal(losses.AsSpan(epoch * 6 * context, 6 * context).ToArray().Average(), history[epoch], 1e-5);
        Assert.Equal(generator.HeldOut!.Nats, generator.History["val_loss"][^1], 1e-5);
        var drawn = TextGenerator.Train(text, settings with { Stateful = false }).History!["loss"];
        Assert.NotEqual(history[0], drawn[0], 1e-4f);
    }

    [Fact]
    public void A_rhyme_is_known_by_heart_by_states_that_go_on()
    {
        var generator = TextGenerator.Train(Text, Small with
        {
            Network = GeneratorNetwork.Lstm,
            Stateful = true,
            Layers = 1,
            Steps = 600,
        });
        Assert.StartsWith(Rhyme[40..80], generator.Generate(Rhyme[..40], new() { MaxNewTokens = 60 }).Text);
    }

    [Fact]
    public void Several_texts_begin_and_end()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? "yes we can" : "no way")];
        var generator = TextGenerator.Train(texts, Small with { Steps = 200 });
        var answers = Enumerable.Range(0, 20).Select(seed => generator.Generate("", new()
        {
            MaxNewTokens = 40,
            Temperature = 0.5,
            Seed = (ulong)seed,
        })).ToList();
        Assert.All(answers, answer => Assert.Contains(answer.Text, texts));
        Assert.All(answers, answer => Assert.Equal(GenerationEnd.StopSequence, answer.End));
        Assert.Equal(2, answers.Select(answer => answer.Text).Distinct().Count());
        Assert.Equal(" can", generator.Generate("yes we").Text);
    }

    [Theory, InlineData("fish"), InlineData("a"), InlineData("ght a")]
    public async Task A_stop_text_ends_what_is_generated(string stop)
    {
        var generator = TextGenerator.Train(Text, Small);
        var options = new GenerationOptions { MaxNewTokens = 60, StopTexts = [stop, "never there"] };
        var whole = generator.Generate("five, once", new() { MaxNewTokens = 60 }).Text;
        var answer = generator.Generate("five, once", options);
        Assert.Equal(GenerationEnd.StopText, answer.End);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], answer.Text);
        var streamed = new List<string>();
        await foreach (var piece in generator.GenerateAsync("five, once", options,
            TestContext.Current.CancellationToken)) streamed.Add(piece);
        Assert.Equal(answer.Text, string.Concat(streamed));
    }

    [Fact]
    public async Task No_piece_splits_a_character()
    {
        var text = string.Concat(Enumerable.Repeat("naïve 😀 café 日本語 🎉 — ", 60));
        foreach (var tokens in Enum.GetValues<TokenKind>())
        {
            var generator = TextGenerator.Train(text, Small with
            {
                Tokens = tokens,
                VocabularySize = tokens == TokenKind.BytePairs ? 300 : null,
                Steps = 300,
            });
            var pieces = new List<string>();
            await foreach (var piece in generator.GenerateAsync("— naïve", new() { MaxNewTokens = 50 },
                TestContext.Current.CancellationToken)) pieces.Add(piece);
            Assert.All(pieces, piece => Assert.DoesNotContain(piece.EnumerateRunes(), rune => rune.Value == 0xFFFD));
            Assert.StartsWith(" 😀 café 日本語", string.Concat(pieces));
            Assert.True(pieces.Count > 4);
        }
    }

    [Fact]
    public void Figures_count_every_token_but_the_first_once()
    {
        var generator = TextGenerator.Train(Text, Small with { Steps = 3 });
        foreach (var length in (int[])[2, 24, 25, 26, 49, 50, 333])
        {
            var (figures, ids) = (generator.Evaluate([Text[..length]]), generator.Vocabulary.Encode(Text[..length]));
            var sum = 0.0;
            for (var begin = 0; begin < length - 1; begin += 24)
            {
                using var session = generator.Model.NewDecodingSession();
                for (var i = begin; i < Math.Min(begin + 24, length - 1); i++)
                {
                    double[] scores = [.. session.Read([ids[i]], 1).ToArray().Select(score => (double)score)];
                    TokenScores.Logarithms(scores);
                    sum -= scores[ids[i + 1]];
                }
            }
            Assert.Equal(sum / (length - 1), figures.Nats, 1e-9);
            Assert.Equal((length - 1, 0, length), (figures.Tokens, figures.Unknown, figures.Characters));
            Assert.Equal(sum / Math.Log(2) / length, figures.BitsPerCharacter, 1e-9);
        }
    }

    [Fact]
    public void What_the_vocabulary_lacks_is_counted_and_never_generated()
    {
        var generator = TextGenerator.Train(Text, Small with { Steps = 3 });
        Assert.Equal(2, generator.Evaluate(["one Ω two Ω three"]).Unknown);
        Assert.Throws<ArgumentException>(() => generator.Generate("ΩΩ"));
        Assert.Throws<ArgumentException>(() => generator.Generate(""));
        var drawn = generator.Generate("one", new() { MaxNewTokens = 500, Temperature = 50 });
        Assert.DoesNotContain('\uFFFD', drawn.Text);
        Assert.Equal(500, drawn.Text.Length);
    }

    [Theory, InlineData(GeneratorNetwork.Lstm, 400), InlineData(GeneratorNetwork.Transformer, 400)]
    public void Kept_states_change_no_byte(GeneratorNetwork network, int count)
    {
        var generator = TextGenerator.Train(Text, Small with { Network = network, Steps = 20 });
        using var keeping = generator.Model.NewDecodingSession();
        using var reading = new DecodingSession(generator.Model, [], keeps: false);
        var id = generator.Vocabulary.Encode("o")[0];
        for (var i = 0; i < count; i++)
        {
            var scores = keeping.Read([id], 1).ToArray();
            Assert.Equal(reading.Read([id], 1).ToArray(), scores);
            id = TokenScores.Drawn([.. scores.Select(score => (double)score)], i * 0.618 % 1);
        }
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_told()
    {
        Assert.Throws<ArgumentException>(() => TextGenerator.Train("too short", Small));
        Assert.Throws<ArgumentException>(() => TextGenerator.Train(Text, Small with { VocabularySize = 400 }));
        Assert.Throws<ArgumentException>(() => TextGenerator.Train(Text, Small with { Width = 33 }));
        Assert.Contains("which has no states", Assert.Throws<ArgumentException>(() => TextGenerator.Train(Text,
            Small with { Stateful = true })).Message);
        Assert.Contains("have room side by side", Assert.Throws<ArgumentException>(() => TextGenerator.Train(Text,
            Small with { Stateful = true, Network = GeneratorNetwork.Lstm, BatchSize = 400 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { ValidationSplit = 1 });
    }

    private static float[] Bytes(TextGenerator generator) =>
        [.. generator.Model.GetWeights().SelectMany(weight => weight.Floats.ToArray())];
}
