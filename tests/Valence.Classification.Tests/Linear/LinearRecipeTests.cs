using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Linear;

/// <summary>The linear model: an ordinary network in an ordinary file, whose words add up to its score.</summary>
public sealed class LinearRecipeTests
{
    private static readonly string[] Kind = ["good", "lovely", "kind", "great", "fine"];
    private static readonly string[] Unkind = ["bad", "awful", "rude", "poor", "dull"];
    private static readonly string[] Mixed = ["so so", "average", "plain", "usual", "medium"];

    private static TrainingSettings Settings { get; } = new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Contributions_add_up_to_the_score(int classes)
    {
        var classifier = TextClassifier.Train(Texts(300, classes), Settings);
        foreach (var text in (string[])["a good and lovely place, not bad", "rude, RUDE and <b>dull</b>", "plain good"])
        {
            var explanation = classifier.Explain(text);
            Assert.Equal(explanation.Base + explanation.Words.Sum(word => word.Contribution), explanation.Score, 1e-6);
            var odds = explanation.Answer.Probabilities.OrderDescending().Take(2).ToArray();
            Assert.Equal(Math.Log(odds[0] / odds[1]), explanation.Score, 0.01);
            Assert.All(explanation.Words, word => Assert.Equal(word.Word, text.Substring(word.Start,
                word.Word.Length)));
            Assert.NotEqual(explanation.Answer.Label, explanation.Next);
        }
        Assert.True(classifier.Explain("a good place").Words.Single(word => word.Word == "good").Contribution > 0.3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Letters_tell_words_apart_that_were_never_seen(int classes)
    {
        var random = new Random(11);
        string[] endings = ["ozo", "iki", "unu"];
        string Word(string ending) => string.Concat(Enumerable.Range(0, 5).Select(_ => (char)('a' + random.Next(26))))
            + ending;
        LabelledText[] rows = [.. Enumerable.Range(0, 400).Select(i =>
            new LabelledText($"{Word(endings[i % classes])} \U0001F44D {Word("")}", endings[i % classes], i + 1))];
        var classifier = TextClassifier.Train(rows, Settings);
        Assert.NotEmpty(((NGramEncoder)classifier.Encoder).Letters);
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => Word(endings[i % classes]))];
        var answers = classifier.Predict(texts);
        Assert.True(answers.Where((answer, i) => answer.Label == endings[i % classes]).Count() >= 48);
        using var file = new MemoryStream();
        classifier.Save(file);
        file.Position = 0;
        var opened = TextClassifier.Load(file);
        Assert.Equal(answers.Select(answer => answer.Probability),
            opened.Predict(texts).Select(answer => answer.Probability));
        foreach (var text in texts.Select(text => $"{text} \U0001F44D").Take(5))
        {
            var explanation = opened.Explain(text);
            var odds = explanation.Answer.Probabilities.OrderDescending().Take(2).ToArray();
            Assert.Equal(Math.Log(odds[0] / odds[1]), explanation.Score, 0.01);
            Assert.Equal(explanation.Base + explanation.Words.Sum(word => word.Contribution), explanation.Score, 1e-6);
        }
    }

    [Fact]
    public void A_network_put_in_its_place_is_explained_by_what_it_answers()
    {
        var classifier = TextClassifier.Train(Texts(300, 2), Settings);
        var ids = Keras.Input([-1], ElementType.Int32);
        var other = new Functional(ids, new Dense(1, "sigmoid").Call(new GlobalMaxPooling1D().Call(
            new Embedding(classifier.Encoder.Ids, 4).Call(ids))))
        { Seed = 3 };
        other.BuildFor([-1, -1]);
        var explained = classifier.WithNetwork(other).Explain("a good and lovely place");
        var odds = explained.Answer.Probabilities.OrderDescending().ToArray();
        Assert.Equal(Math.Log(odds[0] / odds[1]), explained.Score, 1e-3);
    }

    [Fact]
    public void The_command_that_makes_it_again_names_every_setting_or_there_is_none()
    {
        var settings = new TrainingSettings
        {
            Recipe = Recipes.FastText,
            Verbose = Verbosity.Silent,
            Epochs = 1,
            BatchSize = 7,
            LearningRate = 0.5f,
            ValidationSplit = 0.2f,
            Threshold = 0.4f,
            Split = TextSplit.Character,
        };
        Assert.Equal("--recipe fasttext --epochs 1 --batch-size 7 --learning-rate 0.5 --split character "
            + "--validation-split 0.2 --threshold 0.4 --seed 0", TextClassifier.Train(Texts(40, 2), settings).MadeBy);
        foreach (var own in (TrainingSettings[])[settings with { Recipe = Recipes.FastText with { NumWords = 9 } },
            settings with { Cleaning = new(new LowerCase()) }, settings with { ValidationSplit = 0.1f,
                ValidationData = Texts(40, 2) }])
            Assert.Null(TextClassifier.Train(Texts(40, 2), own).MadeBy);
        Assert.Contains(" --cleaning none --class-weights balanced --split", TextClassifier.Train(Texts(40, 2),
            settings with { Cleaning = TextCleaning.None, ClassWeight = OneClass.BalancedWeights(Texts(40, 2)) })
            .MadeBy);
    }

    [Fact]
    public void Words_that_no_text_to_learn_from_has_move_no_held_out_score()
    {
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? "lovely" : "awful")} film {i % 7}"),
            "lovely film", $"lovely film. {string.Join(". ", Enumerable.Range(0, 30).Select(i => $"unseen{i}"))}"];
        var targets = LinearTargets.OfLabels([.. texts.Select((text, _) => text.StartsWith("lovely") ? 1 : 0)], 1);
        var scores = new LinearTraining(texts, targets, new()).Plain([.. Enumerable.Range(0, 60)], [60, 61]);
        Assert.True(scores[0] > 0);
        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void A_text_has_the_same_bits_alone_and_among_longer_ones()
    {
        var classifier = TextClassifier.Train(Texts(300, 3), Settings);
        string[] texts = [.. Texts(40, 3).Select((row, i) => string.Join(' ', Enumerable.Repeat(row.Text, 1 + i % 7)))];
        var together = classifier.Predict(texts);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(together[i].Probabilities, classifier.Predict(texts[i]).Probabilities);
    }

    [Fact]
    public void Its_file_holds_an_ordinary_network_and_gives_the_same_answers()
    {
        var classifier = TextClassifier.Train(Texts(300, 2), Settings);
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        Environment.SetEnvironmentVariable("SOURCE_DATE_EPOCH", "1700000000");
        try
        {
            classifier.Save(first);
            TextClassifier.Train(Texts(300, 2), Settings).Save(second);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SOURCE_DATE_EPOCH", null);
        }
        Assert.Equal(first.ToArray(), second.ToArray());
        first.Position = 0;
        var opened = TextClassifier.Load(first);
        Assert.Equal("--recipe linear --seed 0", opened.MadeBy);
        Assert.Equal(classifier.Predict("a good place").Probabilities, opened.Predict("a good place").Probabilities);
        Assert.Contains(opened.Model.Layers, layer => layer is Embedding);
        var keras = KerasFile.Open(KerasFile.ToBytes(opened.Model), "network").Model;
        Assert.Equal(opened.Model.Predict(opened.Encoder.Encode(["good"])).Floats[0],
            keras.Predict(opened.Encoder.Encode(["good"])).Floats[0]);
        Assert.Null(opened.Predict("zzz qqq").Label);
    }

    [Fact]
    public void What_only_networks_have_is_refused()
    {
        foreach (var settings in (TrainingSettings[])[Settings with { Epochs = 3 }, Settings with { LearningRate = 1 },
            Settings with { BatchSize = 3 }, Settings with { Split = TextSplit.Character },
            Settings with { Cleaning = TextCleaning.None }, new() { Epochs = 3 }])
            Assert.Throws<ArgumentException>(() => TextClassifier.Train(Texts(40, 2), settings));
    }

    [Fact]
    public void The_default_keeps_what_has_most_of_the_held_out_texts_right_and_says_how_it_is_made_again()
    {
        using var output = new StringWriter();
        var classifier = TextClassifier.Train(Texts(600, 2), new() { Minutes = 0.5, Output = output, Seed = 4 });
        Assert.Equal(["majority", "linear"], classifier.Tried.Take(2).Select(tried => tried.Recipe));
        Assert.All(classifier.Tried, tried => Assert.Equal(60, tried.Rows));
        var best = classifier.Tried.MaxBy(tried => tried.Right)!;
        Assert.Equal(best.Right, classifier.Tried.Single(tried => tried.Recipe == classifier.Recipe).Right);
        Assert.StartsWith($"--recipe {classifier.Recipe}", classifier.MadeBy);
        Assert.EndsWith("--seed 4", classifier.MadeBy);
        Assert.Contains($"Kept: {classifier.Recipe}", output.ToString());
        var linear = classifier.Tried.Single(tried => tried.Recipe == "linear");
        Assert.Matches("What would help: .+ With half of these the linear model has [01][.][0-9]{3} right, with all of "
            + string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"them {linear.Right / 60.0:F3} right[.]"),
            output.ToString());
        using var stream = new MemoryStream();
        classifier.Save(stream);
        stream.Position = 0;
        Assert.Equal(classifier.Tried, TextClassifier.Load(stream).Tried);
    }

    [Fact]
    public void An_encoder_of_ones_own_is_told_by_name_until_it_is_registered()
    {
        var recipe = Recipes.FastText with { Name = "lengths", Encoder = (_, _) => new WordLengths() };
        var classifier = TextClassifier.Train([.. Enumerable.Range(0, 40).Select(i =>
            new LabelledText(i % 2 == 0 ? "a an it is" : "longer words everywhere", i % 2 == 0 ? "short" : "long", i))],
            Settings with { Recipe = recipe, Epochs = 20, LearningRate = 0.05f });
        Assert.Equal("short", classifier.Predict("is it a").Label);
        using var stream = new MemoryStream();
        classifier.Save(stream);
        stream.Position = 0;
        var error = Assert.Throws<FileFormatException>(() => TextClassifier.Load(stream));
        Assert.Contains("'ClassifierTables.Default with", error.Message);
        Assert.Contains("WordLengths", error.Message);
        stream.Position = 0;
        var opened = TextClassifier.Load(stream, tables: ClassifierTables.Default with
        {
            Encoders = new Dictionary<string, Func<ConfigReader, TextEncoder>>(ClassifierTables.Default.Encoders)
            {
                ["WordLengths"] = _ => new WordLengths(),
            },
        });
        Assert.Equal(classifier.Predict("is it a").Probabilities, opened.Predict("is it a").Probabilities);
    }

    private static LabelledText[] Texts(int count, int classes) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var words = (i % classes) switch { 0 => Unkind, 1 => Kind, _ => Mixed };
        return new LabelledText($"the place number{i % 50} was {words[i / classes % 5]} and {words[i / 7 % 5]}",
            (i % classes) switch { 0 => "bad", 1 => "good", _ => "so" }, i + 1);
    })];

    private sealed class WordLengths : TextEncoder
    {
        public override string ClassName => "WordLengths";

        public override int Ids => 21;

        public override int? Length => 8;

        public override IReadOnlyList<TextPiece> Pieces(string text) => [.. text.Split(' ')
            .Select(word => new TextPiece(Math.Clamp(word.Length, 1, 20), 0, 0))];

        public override JsonObject Config() => [];
    }
}
