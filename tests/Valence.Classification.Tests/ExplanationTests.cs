using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>What words bring adds up to the score, and what is told of the strongest is what becomes of the
/// answer.</summary>
public sealed class ExplanationTests
{
    private static readonly string[] Good = ["great", "lovely", "fine"], Poor = ["awful", "dull", "rude"],
        Others = ["the", "day", "was", "of", "and", "long", "blue", "house", "we", "saw", "it", "far"];

    private static readonly Lazy<TextClassifier> Mean = new(() => Trained(Recipes.FastText, 6)),
        Convolved = new(() => Trained(Recipes.Cnn, 2)), Recurrent = new(() => Trained(Recipes.Lstm, 2));

    public static TheoryData<string> Networks => ["fasttext", "cnn", "lstm"];

    private static TextClassifier Of(string recipe) =>
        recipe switch { "fasttext" => Mean.Value, "cnn" => Convolved.Value, _ => Recurrent.Value };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Contributions_of_a_network_add_up_to_its_score(string recipe)
    {
        var classifier = Of(recipe);
        foreach (var words in (int[])[1, 2, 3, 7, 30, 64, 65, 150, 400])
        {
            var text = Text(words, words);
            var explanation = classifier.Explain(text);
            Assert.Equal(words, explanation.Words.Count);
            Assert.InRange(Math.Abs(explanation.Left), 0, 1e-9);
            Assert.Equal(Odds(classifier, explanation, text), explanation.Score, 1e-3);
            Assert.All(explanation.Words, word => Assert.Equal(word.Word, text.Substring(word.Start,
                word.Word.Length)));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Without_the_strongest_words_the_score_is_what_was_told(string recipe)
    {
        var (classifier, right, exact) = (Of(recipe), 0, 0);
        for (var i = 0; i < 40; i++)
        {
            var text = Text(i % 4 < 3 ? 50 : 150, 100 + i);
            var explanation = classifier.Explain(text);
            var strongest = explanation.Words.OrderByDescending(word => Math.Abs(word.Contribution)).Take(3).ToArray();
            var without = text;
            foreach (var word in strongest.OrderByDescending(word => word.Start))
                without = without.Remove(word.Start, word.Word.Length);
            var (told, moved) = (-strongest.Sum(word => word.Contribution),
                Odds(classifier, explanation, without) - explanation.Score);
            if (told * moved > 0) right++;
            if (Math.Abs(told - moved) < 0.01) exact++;
        }
        Assert.True(right >= 38 && exact >= 32, $"{right}, {exact}");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Other_words_bring_what_padding_in_their_place_takes_away_and_an_equal_part_of_the_rest(string recipe)
    {
        var classifier = Of(recipe);
        var text = Text(60, 5);
        var explanation = classifier.Explain(text);
        var ids = classifier.Encoder.Encode([text]).Ints.ToArray();
        var sign = explanation.Answer.Label == classifier.Labels.Names[1] ? 1 : -1;
        double[] falls = [.. Enumerable.Range(0, 60).Select(word =>
        {
            var without = ids.ToArray();
            without[^(60 - word)] = 0;
            return sign * (Logit(ids) - Logit(without));
        })];
        // Six are told by what is left of the text without them, and some are no stronger than these.
        var parts = falls.Select((fall, i) => explanation.Words[i].Contribution - fall).Order().ToArray();
        var alike = parts.Count(part => Math.Abs(part - parts[30]) < 1e-3);
        Assert.True(alike >= 45, $"{alike} of {string.Join(' ', parts)}");

        double Logit(int[] row)
        {
            double p = classifier.Model.Predict(Tensor.From(row, [1, row.Length])).Floats[0];
            return Math.Log(p / (1 - p));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(899)]
    public void In_a_long_text_the_word_that_tells_is_found_wherever_it_stands(int place)
    {
        var random = new Random(4);
        string[] words = [.. Enumerable.Range(0, 900).Select(_ => Others[random.Next(12)])];
        words[place] = "awful";
        var explanation = Mean.Value.Explain(string.Join(' ', words), "poor");
        Assert.Equal((900, 19), (explanation.Words.Count, explanation.Answer.Windows));
        Assert.InRange(Math.Abs(explanation.Left), 0, 1e-9);
        Assert.Equal("awful", explanation.Words.MaxBy(word => word.Contribution)!.Word);
    }

    [Fact]
    public void Explanations_have_the_same_bytes_on_any_number_of_threads()
    {
        using var one = new CpuBackend(threads: 1);
        using var three = new CpuBackend(threads: 3);
        foreach (var classifier in (TextClassifier[])[Convolved.Value, Recurrent.Value])
        {
            using var file = new MemoryStream();
            classifier.Save(file);
            file.Position = 0;
            var first = TextClassifier.Load(file, one);
            file.Position = 0;
            var second = TextClassifier.Load(file, three);
            foreach (var text in (string[])[Text(40, 1), Text(200, 2)])
            {
                var (a, b) = (first.Explain(text), second.Explain(text));
                Assert.Equal((a.Score, a.Base), (b.Score, b.Base));
                Assert.Equal(a.Words, b.Words);
            }
        }
    }

    [Fact]
    public void Every_task_and_encoder_adds_up()
    {
        LabelledText[] sets = [.. Rows().Select(row => row with { Label = null, Labels = [row.Label!] })];
        LabelledText[] numbers = [.. Rows().Select(row => row with { Label = row.Label == "good" ? "5" : "1" })];
        LabelledText[] three = [.. Rows().Select((row, i) => i % 4 < 3 ? row
            : new LabelledText("we saw it far", "none", row.Row))];
        foreach (var classifier in (TextClassifier[])
        [
            TextClassifier.Train(sets, Settings(Recipes.FastText, 2)),
            TextClassifier.Train(numbers, Settings(Recipes.Cnn, 1) with { Task = OneNumber.Fit }),
            TextClassifier.Train(three, Settings(Recipes.Transformer, 1)),
            TextClassifier.Train(Rows(), Settings(Recipes.Bigram, 1)),
            TextClassifier.Train(Rows(), Settings(Recipes.FastText with { Encoder = (_, _) => new Letters() }, 1)),
        ])
            foreach (var words in (int[])[1, 5, 40, 150])
            {
                var explanation = classifier.Explain(Text(words, 7));
                Assert.NotEmpty(explanation.Words);
                Assert.InRange(Math.Abs(explanation.Left), 0, 1e-9);
                if (words >= 40) Assert.Contains(explanation.Words, word => word.Contribution != 0);
            }
        Assert.Equal(0, Mean.Value.Explain("zzz qqq").Left);
    }

    [Fact]
    public void Amounts_fall_and_sums_of_pools_stay()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var (means, given) = (new FallingMeans(), new List<double>());
            for (var i = 0; i < 8; i++)
            {
                var number = random.NextDouble() * 4 - (round % 2 == 0 ? 2 : 0);
                if (!means.Takes(number)) Assert.Throws<ArgumentException>(() => means.Add(number));
                else
                {
                    means.Add(number);
                    given.Add(number);
                }
            }
            double[] all = [.. means];
            Assert.Equal(given.Count, all.Length);
            Assert.Equal(given.Sum(), all.Sum(), 1e-12);
            for (var i = 1; i < all.Length; i++) Assert.True(Math.Abs(all[i]) <= Math.Abs(all[i - 1]) + 1e-12);
            // Of one sign: the least squares fit, the largest mean from here on of all that end later (Ayer et al.).
            if (round % 2 == 0) continue;
            Assert.Equal(8, all.Length);
            for (var i = 0; i < 8; i++)
                Assert.Equal(Enumerable.Range(0, i + 1).Min(from => Enumerable.Range(i, 8 - i).Max(to =>
                    given[from..(to + 1)].Average())), all[i], 1e-12);
        }
    }

    // The log-odds of what was explained.
    private static double Odds(TextClassifier classifier, Explanation explanation, string text)
    {
        var p = classifier.Predict(text).ByLabel;
        return Math.Log(p[explanation.Label!] / (double)p[explanation.Next!]);
    }

    private static TrainingSettings Settings(Recipe recipe, int epochs) => new()
    {
        Recipe = recipe,
        Epochs = epochs,
        LearningRate = recipe == Recipes.FastText ? 0.02f : 0.003f,
        BatchSize = 16,
        Verbose = Verbosity.Silent,
    };

    private static TextClassifier Trained(Recipe recipe, int epochs) =>
        TextClassifier.Train(Rows(), Settings(recipe, epochs));

    private static LabelledText[] Rows() => [.. Enumerable.Range(0, 400).Select(i => new LabelledText(
        Text(20 + i % 40, 1000 + i, i % 2 == 0 ? 0.7 : 0.3), i % 2 == 0 ? "good" : "poor", i + 1))];

    private static string Text(int words, int seed, double good = 0.5)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => random.Next(4) > 0
            ? Others[random.Next(Others.Length)] : (random.NextDouble() < good ? Good : Poor)[random.Next(3)]));
    }

    /// <summary>Which letters are there: a set, whose ids stand at many places.</summary>
    private sealed class Letters : TextEncoder
    {
        public override string ClassName => nameof(Letters);

        public override int Ids => 27;

        public override bool IsSet => true;

        public override IReadOnlyList<TextPiece> Pieces(string text) => [.. text.Index()
            .Where(letter => letter.Item is >= 'a' and <= 'z')
            .Select(letter => new TextPiece(1 + letter.Item - 'a', letter.Index, letter.Index + 1))];

        public override JsonObject Config() => [];
    }
}
