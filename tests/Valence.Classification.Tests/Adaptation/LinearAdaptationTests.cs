using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Adaptation;

/// <summary>A linear classifier that goes on learning from another domain's texts.</summary>
public sealed class LinearAdaptationTests
{
    private static readonly Lazy<TextClassifier> OfFilms = new(() =>
        TextClassifier.Train(Domain.Films(3_000), Settings));

    private static TrainingSettings Settings { get; } = new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent };

    private static TextClassifier Films => OfFilms.Value;

    private static TrainingSettings FromFilms { get; } = new() { From = Films, Verbose = Verbosity.Silent };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Few_texts_of_another_domain_do_better_about_the_earlier_weights(int classes)
    {
        LabelledText[] few = Domain.Flights(120, 2, classes), others = Domain.Flights(1_000, 3, classes);
        var before = Accuracy(Films, others);
        var fresh = Accuracy(TextClassifier.Train(few, Settings), others);
        var from = TextClassifier.Train(few, FromFilms);
        Assert.True(Accuracy(from, others) > Math.Max(before, fresh) + 0.05,
            $"before {before}, fresh {fresh}, from {Accuracy(from, others)}");
        Assert.Equal("linear", from.Recipe);
        Assert.Equal(classes == 2 ? ["negative", "positive"] : ["negative", "neutral", "positive"], from.Labels.Names);
    }

    [Fact]
    public void Texts_that_the_earlier_one_has_learned_do_not_judge()
    {
        LabelledText[] old = Domain.Films(200, 5), few = Domain.Flights(120);
        var earlier = TextClassifier.Train(old, Settings);
        using var output = new StringWriter();
        var from = TextClassifier.Train([.. old, .. few], Settings with
        {
            From = earlier,
            Verbose = Verbosity.Lines,
            Output = output,
        });
        Assert.Contains("200 of the texts were learned by the earlier model, which they would judge too kindly: left "
            + "out.", output.ToString());
        var alone = TextClassifier.Train(few, Settings with { From = earlier });
        Assert.Equal(alone.Tried.Select(tried => (tried.Recipe, tried.Rows, tried.Right)),
            from.Tried.Select(tried => (tried.Recipe, tried.Rows, tried.Right)));
        Assert.Equal("Expected texts that the earlier classifier has not learned from, it knows all 200. Give others.",
            Assert.Throws<DataException>(() => TextClassifier.Train(old, Settings with { From = earlier })).Message);
    }

    [Fact]
    public void What_the_earlier_one_and_a_fresh_one_come_to_stands_beside_it()
    {
        var few = Domain.Flights(300, 2, 3);
        using var output = new StringWriter();
        var from = TextClassifier.Train(few, FromFilms with
        {
            ValidationSplit = 0.2f,
            Verbose = Verbosity.Lines,
            Output = output,
        });
        Assert.Equal(["before", "fresh", "linear"], from.Tried.Select(tried => tried.Recipe));
        Assert.All(from.Tried, tried => Assert.Equal(60, tried.Rows));
        // A third of the texts have a label that the earlier one does not know.
        Assert.InRange(from.Tried[0].Right, 20, 40);
        Assert.Equal(double.NaN, from.Tried[0].Loss);
        Assert.True(from.Tried[2].Loss < from.Tried[1].Loss);
        Assert.Contains("New labels: neutral.", output.ToString());
        Assert.Contains("before       0.", output.ToString());
        Assert.Contains("fresh        0.", output.ToString());
        Assert.DoesNotContain("NaN", output.ToString());
        Assert.Matches(@"On 300 texts, each by a model that had not learned from it: loss 0\.\d{3} about [\d.]+ times "
            + @"the earlier weights, 0\.\d{3} without them\.", output.ToString());
        Assert.Matches(@"Of 8 texts that the earlier model keeps as examples, \d have the same answer\.",
            output.ToString());
        using var file = new MemoryStream();
        from.Save(file);
        file.Position = 0;
        Assert.Equal(from.Tried, TextClassifier.Load(file).Tried);
        Assert.Equal(Probabilities(from, few), Probabilities(ClassifierArchive.Reopened(from), few));
    }

    [Fact]
    public void Where_the_earlier_one_does_not_help_the_result_is_a_fresh_one()
    {
        // The opposite labels.
        var useless = TextClassifier.Train([.. Domain.Films(1_000).Select((row, i) => row with
        {
            Label = row.Label == "positive" ? "negative" : "positive",
        })], Settings);
        var texts = Domain.Flights(400);
        using var output = new StringWriter();
        var from = TextClassifier.Train(texts, FromFilms with
        {
            From = useless,
            Verbose = Verbosity.Lines,
            Output = output,
        });
        var fresh = TextClassifier.Train(texts, Settings);
        Assert.Contains("The earlier model does not help", output.ToString());
        Assert.Equal(Probabilities(fresh, texts), Probabilities(from, texts));
        Assert.Equal(from.Tried[1] with { Recipe = "linear" }, from.Tried[2]);
    }

    [Fact]
    public void The_same_texts_give_the_same_bits_every_time()
    {
        var texts = Domain.Flights(120, 2, 3);
        var expected = Weights();
        for (var i = 0; i < 3; i++) Assert.Equal(expected, Weights());

        float[][] Weights() => [.. TextClassifier.Train(texts, FromFilms).Model.GetWeights().Select(weight =>
            weight.Floats.ToArray())];
    }

    [Fact]
    public void The_earlier_one_stays_as_it_is_and_its_features_keep_their_places()
    {
        var films = Domain.Films(50, 9);
        var (before, weights) = (Probabilities(Films, films), Films.Model.GetWeights().Select(w => w.Floats.ToArray())
            .ToArray());
        var from = TextClassifier.Train(Domain.Flights(120), FromFilms);
        Assert.Equal(before, Probabilities(Films, films));
        Assert.Equal(weights, Films.Model.GetWeights().Select(w => w.Floats.ToArray()));
        NGramEncoder old = (NGramEncoder)Films.Encoder, now = (NGramEncoder)from.Encoder;
        Assert.Equal(old.Words, now.Words.Take(old.Words.Count));
        Assert.Equal(old.Letters, now.Letters.Take(old.Letters.Count));
        Assert.Contains("flight7", now.Words);
        Assert.Equal(now.Words.Count, now.Words.Distinct().Count());
    }

    [Fact]
    public void Words_that_the_texts_do_not_have_still_count()
    {
        // Half of the words of judgement are in no text that is learned from.
        LabelledText[] few = [.. Domain.Flights(300).Where(row => !row.Text.Split(' ').Any(IsLate))];
        LabelledText[] late = [.. Domain.Flights(2_000, 5).Where(row => row.Text.Split(' ').Any(IsLate))];
        Assert.InRange(Accuracy(TextClassifier.Train(few, FromFilms), late), 0.8, 1);
        Assert.InRange(Accuracy(TextClassifier.Train(few, Settings), late), 0, 0.7);

        static bool IsLate(string word) => Domain.Good.AsSpan(20).Contains(word)
            || Domain.Bad.AsSpan(20).Contains(word);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Few_texts_or_none_held_out_will_do(bool isTiny)
    {
        var few = Domain.Flights(isTiny ? 12 : 60);
        var from = TextClassifier.Train(few, FromFilms with { ValidationSplit = 0 });
        Assert.InRange(Accuracy(from, Domain.Flights(500, 6)), isTiny ? 0.6 : 0.8, 1);
        Assert.Equal(0, from.Tried[0].Rows);
    }

    [Fact]
    public void Labels_that_no_text_has_stay()
    {
        using var output = new StringWriter();
        LabelledText[] positive = [.. Domain.Flights(200).Where(row => row.Label == "positive")];
        var from = TextClassifier.Train(positive, FromFilms with { Verbose = Verbosity.Lines, Output = output });
        Assert.Equal(["negative", "positive"], from.Labels.Names);
        Assert.Contains("No text has negative", output.ToString());
        var odds = Probabilities(from, [new($"film1 {string.Join(' ', Domain.Bad[..4])}", null, 1),
            new($"film1 {Domain.Good[0]}", null, 2)]);
        Assert.True(odds[0] < odds[1]);
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("number")]
    public void Other_tasks_go_on_too(string task)
    {
        LabelledText[] films = Of(Domain.Films(1_500)), few = Of(Domain.Flights(120)),
            others = Of(Domain.Flights(500, 4));
        var settings = Settings with { Task = task == "number" ? OneNumber.Fit : null };
        var old = TextClassifier.Train(films, settings);
        var from = TextClassifier.Train(few, FromFilms with { From = old });
        var measure = TaskResult.Of(from, others).Evaluation.Measures[0].Value;
        var fresh = TaskResult.Of(TextClassifier.Train(few, settings), others).Evaluation.Measures[0].Value;
        Assert.True(task == "number" ? measure < fresh - 0.1 : measure > fresh + 0.05,
            $"from {measure}, fresh {fresh}");
        Assert.Equal(["before", "fresh", "linear"], from.Tried.Select(tried => tried.Recipe));
        if (task == "labels") Assert.Equal(["flight", "good", "long"], from.Labels.Names);

        LabelledText[] Of(LabelledText[] rows) => [.. rows.Select(row => task == "number"
            ? row with { Label = row.Label == "positive" ? row.Text[0] == 'f' ? "9" : "7" : "2" }
            : row with
            {
                Label = null,
                Labels = [.. row.Label == "positive" ? ["good"] : Array.Empty<string>(),
                    row.Text.Contains("flight", StringComparison.Ordinal) ? "flight" : "long"],
            })];
    }

    [Fact]
    public void The_record_knows_the_texts_of_both()
    {
        LabelledText[] few = Domain.Flights(120);
        var from = TextClassifier.Train(few, FromFilms);
        var texts = from.Training.Texts!;
        Assert.All(few.Concat(Domain.Films(3_000)), row => Assert.True(texts.Contains(row.Text)));
        Assert.False(texts.Contains("never seen"));
        Assert.All(from.Training.Examples, text => Assert.Contains("flight", text));
        Assert.Null(from.MadeBy);
        Assert.Empty(from.Training.Reading);
    }

    [Fact]
    public void What_goes_on_once_goes_on_again_also_from_a_file_and_slim()
    {
        var once = TextClassifier.Train(Domain.Flights(120), FromFilms with { Slim = true });
        var twice = TextClassifier.Train(Domain.Flights(90, 8, 3),
            FromFilms with { From = ClassifierArchive.Reopened(once) });
        Assert.Equal(["negative", "neutral", "positive"], twice.Labels.Names);
        Assert.True(Accuracy(twice, Domain.Flights(500, 4, 3)) > 0.75);
        Assert.Equal(Probabilities(twice, Domain.Films(20)),
            Probabilities(ClassifierArchive.Reopened(twice), Domain.Films(20)));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_sentence()
    {
        var few = Domain.Flights(60);
        Refused("of the recipe 'linear'", FromFilms with { Recipe = Recipes.FastText });
        Refused("Cleaning and Split", FromFilms with { Cleaning = TextCleaning.Tweets });
        Refused("Minutes", FromFilms with { Minutes = 1 });
        Refused("a number", FromFilms with { Task = OneNumber.Fit },
            [.. few.Select(row => row with { Label = $"{row.Row}" })]);
        Refused("Epochs belongs", FromFilms with { Epochs = 2 });
        Refused("recipe of one's own", FromFilms with
        {
            From = new("mine", Films.Encoder, Films.Task, Films.Model, Films.Tie, Films.Training),
        });
        Refused("has another network", FromFilms with
        {
            From = Films.WithNetwork(Recipes.FastText.Build(
            new(Films.Encoder.Ids, -1), 2, 1))
        });
        var error = Assert.Throws<DataException>(() => TextClassifier.Train([.. few, new("a", "positive\u200B", 61)],
            FromFilms));
        Assert.Contains("positive", error.Message);
        Assert.Contains("Write", error.Message);
        error = Assert.Throws<DataException>(() => TextClassifier.Train([.. few.Select(row => row with
        {
            Label = null,
            Labels = [row.Label!],
        })], FromFilms));
        Assert.Contains("set of labels", error.Message);

        void Refused(string words, TrainingSettings settings, LabelledText[]? texts = null) => Assert.Contains(words,
            Assert.Throws<ArgumentException>(() => TextClassifier.Train(texts ?? few, settings)).Message);
    }

    private static double Accuracy(TextClassifier classifier, LabelledText[] texts) =>
        classifier.Predict([.. texts.Select(row => row.Text)]).Zip(texts).Count(pair =>
            pair.First.Label == pair.Second.Label) / (double)texts.Length;

    private static float[] Probabilities(TextClassifier classifier, LabelledText[] texts) =>
        [.. classifier.Predict([.. texts.Select(row => row.Text)]).SelectMany(answer => answer.Probabilities.Skip(1))];
}
