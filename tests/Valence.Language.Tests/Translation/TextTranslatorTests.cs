using Valence.Generation;
using Valence.Inference;
using Valence.Training;

namespace Valence.Language.Tests.Translation;

/// <summary>Pairs are learned, and other texts translated.</summary>
public sealed class TextTranslatorTests
{
    private static readonly TranslatorSettings Small = new()
    {
        Tokens = TokenKind.Characters,
        MaxLength = 12,
        Layers = 1,
        Width = 32,
        Heads = 2,
        Dropout = 0,
        Epochs = 1,
        BatchSize = 32,
        LearningRate = 5e-3,
        Verbose = Verbosity.Silent,
    };

    public static TheoryData<TranslatorNetwork, bool> Networks =>
        [(TranslatorNetwork.Transformer, false), (TranslatorNetwork.Attention, false),
            (TranslatorNetwork.Attention, true)];

    // Texts of letters, and the same from their ends.
    private static TextPair[] Turned(int count, int seed, int longest = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, longest + 1))
            .Select(_ => "abcdef"[random.Next(6)]))).Select(text => new TextPair(text, string.Concat(text.Reverse())))];
    }

    [Theory, MemberData(nameof(Networks))]
    public void Texts_are_learned_backwards(TranslatorNetwork network, bool isAdditive)
    {
        var translator = TextTranslator.Train(Turned(2_000, 1), Small with
        {
            Network = network,
            AdditiveAttention = isAdditive,
            Width = 48,
            Epochs = 12,
        });
        var held = Turned(100, 2);
        var right = translator.Translate([.. held.Select(pair => pair.Source)]).Zip(held)
            .Count(one => one.First.Text == one.Second.Target && one.First.IsWhole);
        Assert.True(right >= 97, $"{right} of {held.Length}, {translator.HeldOut}");
        var report = translator.Evaluate(held, new() { Beams = 1 });
        Assert.Equal(new ChrF().Corpus([.. report.Translations.Select(one => one.Text)],
            [[.. held.Select(pair => pair.Target)]]).Score, report.ChrF.Score);
        Assert.True(report.ChrF.Score > 90, $"{report.ChrF}");
        var cut = translator.Translate("abcde", new() { Beams = 1, MaxNewTokens = 2 });
        Assert.Equal(("ed", 2, false), (cut.Text, cut.Tokens, cut.IsWhole));
    }

    [Fact]
    public void Sums_are_learned()
    {
        // All sums of two numbers below 100, in an order of their own.
        var pairs = Enumerable.Range(0, 10_000).Select(i => (i / 100, i % 100))
            .Select(sum => new TextPair($"{sum.Item1}+{sum.Item2}", $"{sum.Item1 + sum.Item2}")).ToArray();
        new Random(1).Shuffle(pairs);
        var held = pairs[..500];
        var translator = TextTranslator.Train(pairs[500..], Small with
        {
            MaxLength = 8,
            Width = 64,
            Heads = 4,
            Epochs = 8,
            LearningRate = 2e-3,
            LabelSmoothing = 0,
            ValidationData = held,
        });
        var right = translator.Translate([.. held.Select(pair => pair.Source)], new() { Beams = 1 }).Zip(held)
            .Count(one => one.First.Text == one.Second.Target);
        Assert.True(right >= 475, $"{right} of {held.Length}, {translator.HeldOut}");
    }

    [Theory, MemberData(nameof(Networks))]
    public void Kept_states_change_no_byte(TranslatorNetwork network, bool isAdditive)
    {
        var translator = Of(network, isAdditive);
        var (_, encoder, decoder) = translator.Graphs;
        foreach (var pair in Turned(6, 3))
        {
            var (read, written) = translator.Encode(pair);
            var source = Tensor.From(read, [1, read.Length]);
            using var keeping = decoder.NewDecodingSession(encoder.Predict(source), source);
            int[] ids = [TextTokens.Between, .. written];
            for (var i = 0; i < ids.Length; i++)
            {
                var whole = translator.Model.Predict(new Data(source, Tensor.From(ids[..(i + 1)], [1, i + 1]))).Floats;
                Assert.Equal(whole[^translator.VocabularySize..].ToArray(), keeping.Read([ids[i]], 1).ToArray());
            }
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Other_rows_and_padding_change_no_byte(TranslatorNetwork network, bool isAdditive)
    {
        var translator = Of(network, isAdditive);
        (int[] Source, int[] Target)[] rows = [.. Turned(9, 4, longest: 10).Select(translator.Encode)];
        var crowd = translator.Model.Predict(PairBatches.Padded(rows).X, rows.Length);
        var (steps, width) = (crowd.Shape[1], crowd.Shape[2]);
        for (var i = 0; i < rows.Length; i++)
        {
            var alone = translator.Model.Predict(PairBatches.Padded([rows[i]]).X).Floats;
            Assert.Equal(alone.ToArray(), crowd.Floats.Slice(i * steps * width, alone.Length).ToArray());
        }
        string[] texts = [.. Turned(9, 5).Select(pair => pair.Source)];
        Assert.Equal(texts.Select(text => translator.Translate(text)), translator.Translate(texts));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Wide_beams_find_the_best_of_all_translations(TranslatorNetwork network, bool isAdditive)
    {
        const int length = 4;
        // Two letters, and the network's own scores of every translation.
        TextPair[] pairs = [.. Turned(300, 6).Select(pair => new TextPair(Two(pair.Source), Two(pair.Target)))];
        var translator = TextTranslator.Train(pairs, Small with { Network = network, AdditiveAttention = isAdditive });
        foreach (var penalty in (double[])[0, 1, 2])
        {
            var (source, _) = translator.Encode(pairs[7]);
            var found = translator.Translate(pairs[7].Source, new()
            {
                Beams = 500,
                LengthPenalty = penalty,
                MaxNewTokens = length,
            });
            var (best, score) = All([]).Select(one => (one.Ids, Score: one.Sum / Math.Pow(one.Ids.Length, penalty)))
                .MaxBy(one => one.Score);
            Assert.Equal(translator.Vocabulary.Decode(best), found.Text);
            Assert.Equal(score, found.Score!.Value, 1e-6);
            Assert.Equal(best[^1] == TextTokens.Between, found.IsWhole);

            IEnumerable<(int[] Ids, double Sum)> All(int[] before)
            {
                for (var id = 1; id < translator.VocabularySize; id++)
                {
                    int[] ids = [.. before, id];
                    if (id != TextTokens.Between && ids.Length < length)
                        foreach (var longer in All(ids)) yield return longer;
                    else yield return (ids, Sum(ids));
                }
            }

            double Sum(int[] ids)
            {
                var scores = translator.Model.Predict(new Data(Tensor.From(source, [1, source.Length]),
                    Tensor.From([TextTokens.Between, .. ids[..^1]], [1, ids.Length]))).Floats;
                var sum = 0.0;
                for (var i = 0; i < ids.Length; i++)
                {
                    double[] own = [.. scores.Slice(i * translator.VocabularySize, translator.VocabularySize).ToArray()
                        .Select(one => (double)one)];
                    TokenScores.Logarithms(own);
                    sum += own[ids[i]];
                }
                return sum;
            }
        }

        static string Two(string text) => string.Concat(text.Select(letter => letter < 'd' ? 'a' : 'b'));
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_same_seed_makes_the_same_bytes_on_any_number_of_threads(TranslatorNetwork network, bool isAdditive)
    {
        var settings = Small with { Network = network, AdditiveAttention = isAdditive, Dropout = 0.1 };
        var pairs = Turned(200, 7);
        var one = TextTranslator.Train(pairs, settings with { Backend = new Backends.CpuBackend(1) });
        var four = TextTranslator.Train(pairs, settings with { Backend = new Backends.CpuBackend(4) });
        Assert.Equal(Bytes(one), Bytes(four));
        Assert.Equal(one.HeldOut, four.HeldOut);
        Assert.Equal(one.Translate("abc"), four.Translate("abc"));
        Assert.NotEqual(Bytes(one), Bytes(TextTranslator.Train(pairs, settings with { Seed = 1 })));
    }

    [Theory, InlineData(TranslatorNetwork.Transformer), InlineData(TranslatorNetwork.Attention)]
    public void A_training_that_broke_off_goes_on_with_the_same_bytes(TranslatorNetwork network)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var pairs = Turned(200, 8);
            var settings = Small with
            {
                Network = network,
                Epochs = 3,
                Dropout = 0.1,
                BackupPath = Path.Combine(folder, "backup"),
            };
            var whole = TextTranslator.Train(pairs, settings with { BackupPath = null });
            using var broken = new CancellationTokenSource();
            var breaking = settings with
            {
                CancellationToken = broken.Token,
                Callbacks = [new Callbacks.LambdaCallback { EpochEnd = (_, _) => broken.Cancel() }],
            };
            Assert.ThrowsAny<OperationCanceledException>(() => TextTranslator.Train(pairs, breaking));
            var resumed = TextTranslator.Train(pairs, settings with { Resume = true });
            Assert.Equal(Bytes(whole), Bytes(resumed));
            Assert.Equal(whole.HeldOut, resumed.HeldOut);
            Assert.ThrowsAny<Exception>(() => TextTranslator.Train(pairs, settings with { Resume = true, Seed = 2 }));
            Assert.ThrowsAny<Exception>(() => TextTranslator.Train(pairs[1..], settings with { Resume = true }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Figures_count_every_token_and_end_once()
    {
        var translator = Of(TranslatorNetwork.Transformer, false);
        var pairs = Turned(20, 9);
        var figures = translator.Judged([.. pairs.Select(translator.Encode)], default);
        var (sum, count) = (0.0, 0);
        foreach (var pair in pairs)
        {
            var (source, target) = translator.Encode(pair);
            var x = Tensor.From(source, [1, source.Length]);
            using var session = translator.Graphs.Decoder.NewDecodingSession(translator.Graphs.Encoder.Predict(x), x);
            var before = TextTokens.Between;
            foreach (var id in (int[])[.. target, TextTokens.Between])
            {
                double[] scores = [.. session.Read([before], 1).ToArray().Select(score => (double)score)];
                TokenScores.Logarithms(scores);
                sum -= scores[id];
                count++;
                before = id;
            }
        }
        Assert.Equal(sum / count, figures.Nats, 1e-9);
        Assert.Equal((count, 0, pairs.Length), (figures.Tokens, figures.Unknown, figures.Pairs));
    }

    [Fact]
    public void Longer_pairs_are_left_out_and_counted_aloud()
    {
        using var said = new StringWriter();
        var pairs = Turned(60, 10).Append(new("abcabcabcabca", "a")).Append(new("a", "abcabcabcabc")).ToArray();
        TextTranslator.Train(pairs, Small with { Output = said, Verbose = Verbosity.Lines });
        Assert.Contains("2 pairs are longer than 12 tokens and left out.", said.ToString());
        Assert.Contains(" → ", said.ToString());
    }

    [Fact]
    public void Case_and_white_space_are_as_said()
    {
        var pairs = Turned(100, 11);
        var small = TextTranslator.Train(pairs, Small with { Lowercase = true });
        Assert.Equal(small.Translate("abc def"), small.Translate("  ABC \n dEf "));
        var exact = TextTranslator.Train(pairs, Small);
        Assert.Throws<ArgumentException>(() => exact.Translate("ABC"));
        Assert.Contains("nrefs:1|case:lc", small.Evaluate(pairs[..3]).Bleu.Signature);
        Assert.Contains("nrefs:1|case:mixed", exact.Evaluate(pairs[..3]).Bleu.Signature);
    }

    [Fact]
    public void What_cannot_be_translated_is_told()
    {
        var translator = Of(TranslatorNetwork.Transformer, false);
        Assert.Contains("an empty one", Assert.Throws<ArgumentException>(() => translator.Translate(" ")).Message);
        Assert.Contains("at most 12 tokens, received 13 (text 2)", Assert.Throws<ArgumentException>(
            () => translator.Translate(["a", "abcabcabcabca"])).Message);
        Assert.Contains("tokens are unknown", Assert.Throws<ArgumentException>(() => translator.Translate("xyz"))
            .Message);
        Assert.Throws<ArgumentException>(() => translator.Evaluate([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TranslationOptions { Beams = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TranslationOptions { LengthPenalty = double.NaN });
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => translator.Translate(["a"], null, cancelled.Token));
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_told()
    {
        var pairs = Turned(50, 12);
        Assert.Throws<ArgumentException>(() => TextTranslator.Train(pairs[..1], Small));
        Assert.Throws<ArgumentException>(() => TextTranslator.Train([.. pairs, new("a", " ", 51)], Small));
        Assert.Throws<ArgumentException>(() => TextTranslator.Train(pairs, Small with { Width = 33 }));
        Assert.Throws<ArgumentException>(() => TextTranslator.Train(pairs, Small with { VocabularySize = 400 }));
        Assert.Throws<ArgumentException>(() => TextTranslator.Train(pairs, Small with { ValidationData = [] }));
        Assert.Contains("a step of at most", Assert.Throws<ArgumentException>(() => TextTranslator.Train(pairs,
            Small with { BatchSize = int.MaxValue })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { ValidationSplit = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { LabelSmoothing = 1.5 });
    }

    private static TextTranslator Of(TranslatorNetwork network, bool isAdditive) => TextTranslator.Train(Turned(100, 1),
        Small with { Network = network, AdditiveAttention = isAdditive });

    private static float[] Bytes(TextTranslator translator) =>
        [.. translator.Model.GetWeights().SelectMany(weight => weight.Floats.ToArray())];
}
