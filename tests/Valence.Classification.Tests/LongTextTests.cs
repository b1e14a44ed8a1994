using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Texts of more words than a network takes at once are read to their beginning.</summary>
public sealed class LongTextTests
{
    // Both convolutions of 'cnn' come to an end with a text of so many words; of others they leave the last ones out.
    private const int Length = 70;
    private const int LongWords = 5000;

    private static readonly Lazy<TextClassifier> Planted = new(() => Trained(Recipes.FastText, 6));

    [Theory]
    [InlineData("fasttext", 8)]
    [InlineData("cnn", 6)]
    [InlineData("lstm", 4)]
    public void A_word_planted_anywhere_in_a_long_text_is_read(string recipe, int epochs)
    {
        var classifier = Trained(Recipes.Find(recipe), epochs);
        Assert.Equal(Length, classifier.Encoder.Length);
        Assert.Equal("good", classifier.Predict("the alpha was").Label);
        Assert.Equal("poor", classifier.Predict("the omega was").Label);
        var filler = Filler(new(11), LongWords);
        var plain = classifier.Predict(string.Join(' ', filler));
        Assert.Equal((1, 94 + 1), (plain.ShareRead, plain.Windows));
        // The beginning, borders of windows and what two share, the middle, and the end that alone was read before.
        int[] places = [0, 1, 35, 52, 53, 69, 70, 71, 122, 123, 1111, 2499, 2500, 2501, 3333, 4200, 4929, 4930, 4931,
            4960, 4998, 4999];
        foreach (var place in places)
        {
            double Odds(string word)
            {
                var words = filler.ToArray();
                words[place] = word;
                double p = classifier.Predict(string.Join(' ', words)).Probabilities[1];
                return Math.Log(p / (1 - p));
            }
            var (good, poor) = (Odds("alpha"), Odds("omega"));
            // Of 95 windows one or two have the word, which moves the odds of these by a factor of e at least.
            Assert.True(poor - good > 1.0 / plain.Windows, $"{recipe}, word {place}: {good} and {poor}");
        }
    }

    [Fact]
    public void A_text_that_fits_has_the_bytes_of_its_row()
    {
        var classifier = Planted.Value;
        string[] texts = [.. Enumerable.Range(0, 50).Select(i =>
            string.Join(' ', Filler(new(i), 1 + i * 69 / 49).Append(i % 2 == 0 ? "alpha" : "omega").TakeLast(Length)))];
        var rows = classifier.Model.Predict(classifier.Encoder.Encode(texts)).Floats;
        foreach (var (i, answer) in classifier.Predict(texts).Index())
        {
            Assert.Equal(rows[i], answer.Probabilities[1]);
            Assert.Equal((1, 1.0), (answer.Windows, answer.ShareRead));
        }
    }

    [Fact]
    public void The_answer_is_that_of_the_mean_of_the_windows_log_odds()
    {
        var classifier = Planted.Value;
        var encoder = (WordEncoder)classifier.Encoder;
        foreach (var words in (int[])[71, 122, 123, 300, 1000])
        {
            var text = string.Join(' ', Filler(new(words), words).Select((word, i) => i % 37 == 5 ? "omega" : word));
            var ids = encoder.Tokenizer.TextsToSequences([text])[0];
            Assert.Equal(words, ids.Length);
            var count = 1 + (int)Math.Ceiling((words - Length) / 53.0);
            var odds = 0.0;
            for (var i = 0; i < count; i++)
            {
                var start = (int)Math.Floor((words - Length) * (double)i / (count - 1));
                double p = classifier.Model.Predict(Tensor.From(ids[start..(start + Length)], [1, Length])).Floats[0];
                odds += Math.Log(p / (1 - p)) / count;
            }
            var answer = classifier.Predict(text);
            Assert.Equal(count, answer.Windows);
            Assert.Equal(1 / (1 + Math.Exp(-odds)), answer.Probabilities[1], 1e-5);
        }
    }

    [Fact]
    public void Long_texts_have_the_same_bits_alone_in_a_crowd_and_on_any_number_of_threads()
    {
        using var one = new CpuBackend(threads: 1);
        using var three = new CpuBackend(threads: 3);
        using var file = new MemoryStream();
        Planted.Value.Save(file);
        TextClassifier Opened(CpuBackend backend)
        {
            file.Position = 0;
            return TextClassifier.Load(file, backend);
        }
        var random = new Random(5);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => string.Join(' ', Filler(random,
            i % 50 == 0 ? 20_000 : random.Next(1, 400))))];
        var crowd = Opened(three).Predict(texts);
        Assert.Contains(crowd, answer => answer is { Windows: 256, ShareRead: < 1 });
        var alone = Opened(one);
        foreach (var (text, answer) in texts.Zip(crowd))
        {
            var by = alone.Predict(text);
            Assert.Equal(answer.Probabilities, by.Probabilities);
            Assert.Equal((answer.Windows, answer.ShareRead), (by.Windows, by.ShareRead));
        }
    }

    [Fact]
    public void Of_a_text_of_millions_of_words_a_part_is_read_and_said()
    {
        var answer = Planted.Value.Predict(string.Concat(Enumerable.Repeat("day ", 2_000_000)));
        Assert.Equal(256, answer.Windows);
        Assert.Equal((Length + 255 * 53) / 2_000_000.0, answer.ShareRead);
    }

    [Fact]
    public void Evaluation_judges_what_is_answered()
    {
        var classifier = Planted.Value;
        LabelledText[] texts = [.. Enumerable.Range(0, 60).Select(i => new LabelledText(
            string.Join(' ', Filler(new(i), 90).Prepend(i % 2 == 0 ? "alpha" : "omega")), i % 2 == 0 ? "good" : "poor",
            i + 1))];
        var answers = classifier.Predict([.. texts.Select(row => row.Text)]);
        var right = answers.Zip(texts).Count(pair => pair.First.Label == pair.Second.Label);
        Assert.Equal((double)right / texts.Length, EvaluationResult.Of(classifier, texts).Report.Accuracy);
        // Cut texts have nothing to tell them apart.
        Assert.True(right > 55, $"{right}");
    }

    [Fact]
    public void Held_out_texts_judge_a_training_as_they_will_be_answered()
    {
        // All that tells is at the beginning, which no row of one window has.
        LabelledText[] held = [.. Enumerable.Range(0, 200).Select(i => new LabelledText(
            string.Join(' ', Filler(new(1000 + i), 90).Prepend(i % 2 == 0 ? "alpha" : "omega")),
            i % 2 == 0 ^ i % 20 < 2 ? "good" : "poor", i + 1))];
        var classifier = TextClassifier.Train(Texts(600), Settings(Recipes.FastText, 8) with
        {
            ValidationData = held,
            Patience = null,
        });
        var evaluated = EvaluationResult.Of(classifier, held);
        Assert.True(evaluated.Report.Accuracy > 0.85, $"{evaluated.Report.Accuracy}");
        Assert.Equal(1 - evaluated.Report.Accuracy, classifier.Training.Risks!.Least, 0.1);
        // One in ten has the wrong label. The temperature is theirs: another one would have the larger loss on them.
        double LossBy(double temperature) => held.Zip(classifier.Predict([.. held.Select(row => row.Text)]))
            .Average(pair =>
            {
                double p = pair.Second.Probabilities[1];
                var odds = Math.Log(p / (1 - p)) / temperature;
                return Math.Log(1 + Math.Exp(pair.First.Label == "poor" ? -odds : odds));
            });
        Assert.True(LossBy(1) <= LossBy(0.9) && LossBy(1) <= LossBy(1.1),
            $"{LossBy(0.9)}, {LossBy(1)}, {LossBy(1.1)}");
    }

    [Fact]
    public void An_encoder_and_a_task_of_ones_own_have_windows_too()
    {
        var recipe = Recipes.FastText with { Encoder = (_, _) => new FirstLetters() };
        LabelledText[] texts = [.. Enumerable.Range(0, 200).Select(i => new LabelledText(
            i % 2 == 0 ? "b b a b" : "b z b b", i % 2 == 0 ? "1" : "5", i + 1))];
        foreach (var task in (Func<IReadOnlyList<LabelledText>, TrainingSettings, TextTask>[])[OneClass.Fit,
            OneNumber.Fit])
        {
            var classifier = TextClassifier.Train(texts, Settings(recipe, 5) with { Task = task });
            var answer = classifier.Predict("z b b b b b b b b b b b");
            Assert.Equal((3, 10 / 12.0), (answer.Windows, answer.ShareRead));
            var outputs = classifier.Model.Predict(classifier.Encoder.Encode(["z b b b", "b b b b", "b b b b"])).Floats;
            if (answer.Value is { } value)
                Assert.Equal((outputs[0] + outputs[1] + outputs[2]) / 3, value, 1e-5);
            else Assert.True(answer.Probabilities[1] < outputs[0] && answer.Probabilities[1] > outputs[1]);
        }
    }

    [Fact]
    public void Several_classes_and_labels_are_joined_by_their_own_scores()
    {
        var three = new OneClass(new(["a", "b", "c"]));
        float[] windows = [0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f], joined = new float[3];
        three.Joined(windows, joined);
        double[] means = [Math.Sqrt(0.7 * 0.1), Math.Sqrt(0.2 * 0.6), Math.Sqrt(0.1 * 0.3)];
        foreach (var (k, mean) in means.Index()) Assert.Equal(mean / means.Sum(), joined[k], 1e-6);
        // What overflows no logarithm.
        three.Joined([1, 0, 0, 0, 1, 0], joined);
        Assert.Equal(joined[0], joined[1]);
        Assert.True(joined[2] < 0.001);
        three.Joined(windows.AsSpan(0, 3), joined);
        Assert.Equal(windows[..3], joined);
    }

    private static TrainingSettings Settings(Recipe recipe, int epochs) => new()
    {
        Recipe = recipe,
        Epochs = epochs,
        LearningRate = recipe == Recipes.Cnn ? 0.001f : 0.01f,
        Seed = 3,
        Verbose = Verbosity.Silent,
    };

    private static TextClassifier Trained(Recipe recipe, int epochs) =>
        TextClassifier.Train(Texts(900), Settings(recipe, epochs));

    // Words among which one tells, anywhere.
    private static LabelledText[] Texts(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var words = Filler(random, i % 3 == 0 ? Length : random.Next(20, Length + 1));
            words[random.Next(words.Length - 3)] = i % 2 == 0 ? "alpha" : "omega";
            return new LabelledText(string.Join(' ', words), i % 2 == 0 ? "good" : "poor", i + 1);
        })];
    }

    private static string[] Filler(Random random, int count)
    {
        string[] words = ["the", "day", "was", "of", "and", "long", "blue", "house", "we", "saw", "it", "far"];
        return [.. Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)])];
    }

    /// <summary>A letter is an id, four are taken at once from the beginning on, and three windows are read.</summary>
    private sealed class FirstLetters : TextEncoder
    {
        public override string ClassName => nameof(FirstLetters);

        public override int Ids => 27;

        public override int? Length => 4;

        public override int MostWindows => 3;

        public override IReadOnlyList<TextPiece> Pieces(string text) => [.. text.Index()
            .Where(letter => letter.Item is >= 'a' and <= 'z')
            .Select(letter => new TextPiece(1 + letter.Item - 'a', letter.Index, letter.Index + 1))];

        public override JsonObject Config() => [];
    }
}
