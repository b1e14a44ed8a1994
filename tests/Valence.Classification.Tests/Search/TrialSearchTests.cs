using System.Text;
using System.Text.Json.Nodes;
using Valence.Callbacks;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Search;

public sealed class TrialSearchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("valence-search-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string State => Path.Combine(_folder.FullName, "m.search");

    private static TrainingSettings Settings(string tries) =>
        new() { Try = TrialGrid.Parse(tries), Verbose = Verbosity.Silent, Seed = 3 };

    // One of ten words decides; a fifth of the labels is turned.
    private static LabelledText[] Classes(int count) => [.. Enumerable.Range(0, count).Select(i =>
        new LabelledText($"film{i % 91} the {(i % 2 == 0 ? "good" : "dull")}{i % 5} one{i % 7}",
            (i * 7919 % 10 < 2 ? 1 - i % 2 : i % 2) == 0 ? "p" : "n", i + 1))];

    private static float[] Answers(TextClassifier classifier, LabelledText[] texts) =>
        [.. classifier.Predict([.. texts.Take(40).Select(row => row.Text)]).Select(answer => answer.Probability)];

    [Fact]
    public void The_best_of_a_list_is_kept_and_made_again_by_its_options()
    {
        var texts = Classes(300);
        var classifier = TextClassifier.Train(texts, Settings("recipe=fasttext length=3,8 rate=.1,.0001 epochs=3")
            with
        { Folds = 3 });
        Assert.Equal(5, classifier.Tried.Count);
        Assert.Equal("majority", classifier.Tried[0].Recipe);
        Assert.All(classifier.Tried, tried => Assert.Equal(300, tried.Rows));
        var kept = Assert.Single(classifier.Tried, tried => tried.Verdict == "kept");
        Assert.StartsWith("rate=0.1 length=", kept.Choices);
        Assert.Equal(classifier.Tried.Skip(1).Min(tried => tried.Loss), kept.Loss);
        var length = kept.Choices.Split(' ')[1];
        Assert.Equal($"--try \"recipe=fasttext {length}\" --epochs 3 --learning-rate 0.1 --seed 3", classifier.MadeBy);
        var again = TextClassifier.Train(texts, Settings($"recipe=fasttext {length}") with
        {
            Epochs = 3,
            LearningRate = 0.1f,
        });
        Assert.Equal(classifier.MadeBy, again.MadeBy);
        Assert.Equal(Answers(classifier, texts), Answers(again, texts));
        using var file = new MemoryStream();
        classifier.Save(file);
        file.Position = 0;
        Assert.Equal(classifier.Tried, TextClassifier.Load(file).Tried);
    }

    [Fact]
    public void A_list_of_one_trains_what_its_recipe_alone_trains()
    {
        var texts = Classes(120);
        foreach (var recipe in (Recipe[])[Recipes.Linear, Recipes.FastText])
        {
            var alone = TextClassifier.Train(texts, new() { Recipe = recipe, Verbose = Verbosity.Silent, Seed = 3 });
            var listed = TextClassifier.Train(texts, Settings($"recipe={recipe.Name}"));
            Assert.Equal(alone.MadeBy, listed.MadeBy);
            Assert.Equal(Answers(alone, texts), Answers(listed, texts));
        }
    }

    [Fact]
    public void Several_labels_and_numbers_are_judged_by_their_own_measure()
    {
        var numbers = Enumerable.Range(0, 150).Select(i =>
            new LabelledText($"word{i % 5} and{i % 3}", $"{i % 5}", i + 1)).ToArray();
        var regression = TextClassifier.Train(numbers, Settings("recipe=linear grams=1,2") with
        {
            Task = OneNumber.Fit,
        });
        Assert.Equal(["mean", "linear", "linear"], regression.Tried.Select(tried => tried.Recipe));
        Assert.All(regression.Tried, tried => Assert.Equal("RMSE", tried.Measure));
        Assert.All(regression.Tried.Skip(1), tried => Assert.InRange(tried.Value, tried.Interval!.Value.Low,
            tried.Interval.Value.High));
        var labels = Enumerable.Range(0, 150).Select(i => new LabelledText($"word{i % 5} and{i % 3}", null, i + 1)
        {
            Labels = i % 3 == 0 ? ["a"] : ["b", "c"],
        }).ToArray();
        var several = TextClassifier.Train(labels, Settings("recipe=linear,fasttext") with { Folds = 2 });
        Assert.Equal(["frequencies", "linear", "fasttext"], several.Tried.Select(tried => tried.Recipe));
        Assert.All(several.Tried, tried => Assert.Equal((150, "micro F1"), (tried.Rows, tried.Measure)));
    }

    [Theory]
    [InlineData("recipe=fasttext,linear grams=1", "no use")]
    [InlineData("epochs=1..1000 rate=1e-9..1e9 batch=1..1000", "combinations, more than 1000")]
    [InlineData("recipe=nothing", "no recipe 'nothing'")]
    public void What_can_not_be_tried_is_told_before_anything_is_learned(string tries, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(Classes(40), Settings(tries))).Message);

    [Fact]
    public void Settings_that_are_of_no_search_are_refused()
    {
        var texts = Classes(40);
        var plain = new TrainingSettings { Verbose = Verbosity.Silent };
        var earlier = TextClassifier.Train(texts, plain with { Recipe = Recipes.Linear });
        foreach (var settings in (TrainingSettings[])[plain with { Folds = 3 }, plain with { Recipe = Recipes.Linear,
            Folds = 3 }, plain with { MoreRecipes = [Recipes.Mlp] }, plain with { Minutes = 1, Folds = 3 },
            plain with { BackupPath = State }, Settings("epochs=1") with { Folds = 1 },
            Settings("epochs=1") with { Folds = 21 }, Settings("epochs=1") with { From = earlier },
            Settings("epochs=1") with { Callbacks = [new LambdaCallback()] },
            Settings("epochs=1") with { Folds = 3, ValidationData = texts }])
            Assert.ThrowsAny<ArgumentException>(() => TextClassifier.Train(texts, settings));
        Assert.Contains("20 texts at least that judge", Assert.Throws<DataException>(() =>
            TextClassifier.Train(Classes(39), Settings("recipe=linear grams=1,2"))).Message);
        Assert.Contains("20 texts at least in each of 3 parts", Assert.Throws<DataException>(() =>
            TextClassifier.Train(Classes(50), Settings("recipe=linear grams=1,2") with { Folds = 3 })).Message);
        Assert.All(TextClassifier.Train(Classes(45), Settings("recipe=linear grams=1,2")).Tried,
            tried => Assert.Equal(45, tried.Rows));
    }

    [Fact]
    public void A_trial_whose_loss_is_no_number_is_left_out_in_words()
    {
        using var output = new StringWriter();
        var texts = Classes(200);
        var classifier = TextClassifier.Train(texts, Settings("recipe=fasttext rate=.01,1e38 epochs=2") with
        {
            Verbose = Verbosity.Lines,
            Output = output,
        });
        Assert.Equal(["rate=0.01 epochs=2", "rate=1E+38 epochs=2"],
            classifier.Tried.Skip(1).Select(one => one.Choices));
        var left = classifier.Tried[2];
        Assert.Equal((0, $"left out: {left.LeftOut}"), (left.Rows, left.Verdict));
        Assert.Contains("recipe    settings             right ", output.ToString());
        using var file = new MemoryStream();
        classifier.Save(file);
        file.Position = 0;
        Assert.Equal(classifier.Tried, TextClassifier.Load(file).Tried);
        Assert.Contains("fasttext rate=1E+38 epochs=2 left out: ", output.ToString());
        Assert.ThrowsAny<ValenceException>(() => TextClassifier.Train(texts, Settings("recipe=fasttext rate=1e38 "
            + "epochs=2")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_search_that_broke_off_anywhere_goes_on_and_ends_with_the_same_bytes(int folds)
    {
        var texts = Classes(120);
        var settings = Settings("recipe=fasttext,linear,mlp") with
        {
            Folds = folds == 0 ? null : folds,
            ValidationData = folds == 0 ? Classes(160)[120..] : null,
            BackupPath = State,
        };
        var whole = Bytes(TextClassifier.Train(texts, settings));
        var told = new List<string>();
        for (var at = 0; at <= 2; at++)
        {
            File.Delete(State);
            using var source = new CancellationTokenSource();
            // Within the trial after the at-th, or as it ends.
            var count = 0;
            void Stop(TriedRecipe tried, double seconds)
            {
                if (++count == at) source.Cancel();
            }
            if (at == 0) source.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => TextClassifier.Train(texts, settings with
            {
                CancellationToken = source.Token,
                Tells = Stop,
            }));
            told.Clear();
            var resumed = TextClassifier.Train(texts, settings with
            {
                Resume = true,
                Tells = (tried, _) => told.Add(tried.Name),
            });
            Assert.Equal(3, told.Distinct().Count());
            Assert.Equal(whole, Bytes(resumed));
        }
    }

    [Fact]
    public void Where_parts_judge_numbers_each_text_judges_once()
    {
        var texts = Enumerable.Range(0, 120).Select(i => new LabelledText($"word{i % 5} and{i % 3}",
            FormattableString.Invariant($"{i % 5 + i / 1000.0}"), i + 1)).ToArray();
        var classifier = TextClassifier.Train(texts, Settings("recipe=linear grams=1,2") with { Task = OneNumber.Fit });
        Assert.All(classifier.Tried, tried => Assert.Equal(120, tried.Rows));
    }

    [Fact]
    public void No_finished_trial_is_made_again()
    {
        var texts = Classes(200);
        var settings = Settings("recipe=fasttext rate=.1,.01,.001 epochs=2") with { BackupPath = State, Folds = 2 };
        TextClassifier.Train(texts, settings);
        var seconds = new List<double>();
        var begun = 0;
        var classifier = TextClassifier.Train(texts, settings with
        {
            Resume = true,
            Tells = (_, took) => seconds.Add(took),
            Watch = _ => new LambdaCallback { TrainBegin = _ => begun++ },
        });
        // The winner is trained as usual, of a mean each part: the state holds no network where parts judge.
        Assert.Equal(classifier.Recipe.Split('+').Length, begun);
        Assert.Equal(classifier.Tried.Count - 1, seconds.Count);
    }

    [Fact]
    public void The_state_of_another_search_is_refused_by_what_differs()
    {
        var texts = Classes(120);
        var settings = Settings("recipe=linear grams=1,2") with { BackupPath = State };
        TextClassifier.Train(texts, settings);
        foreach (var (what, other) in new[]
        {
            ("seed (3; this one has 4)", settings with { Seed = 4 }),
            ("list to try", settings with { Try = TrialGrid.Parse("recipe=linear grams=1,3") }),
            ("folds (5; this one has 2)", settings with { Folds = 2 }),
            ("settings", settings with { ValidationSplit = 0.2f }),
            ("task", settings with { Threshold = 0.3f }),
        })
            Assert.Contains($"of a search with other {what}", Assert.Throws<BackupException>(() =>
                TextClassifier.Train(texts, other with { Resume = true })).Message);
        Assert.Contains("other texts", Assert.Throws<BackupException>(() =>
            TextClassifier.Train(texts[1..], settings with { Resume = true })).Message);
        var bytes = File.ReadAllBytes(State);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(State, bytes);
        Assert.Contains(State, Assert.Throws<BackupException>(() =>
            TextClassifier.Train(texts, settings with { Resume = true })).Message);
        File.WriteAllText(State, "mine");
        Assert.False(SearchState.Is(State));
        Assert.Throws<BackupException>(() => TextClassifier.Train(texts, settings with { Resume = true }));
    }

    [Fact]
    public void An_edited_state_is_refused()
    {
        var texts = Classes(120);
        var settings = Settings("recipe=linear grams=1,2") with { BackupPath = State };
        TextClassifier.Train(texts, settings);
        var members = ClassifierArchive.Members(File.ReadAllBytes(State));
        foreach (var edit in (Action<JsonNode>[])
            [
                state => state["seconds"] = 1,
                state => state["trials"]!.AsArray().Add(state["trials"]![0]!.DeepClone()),
                state => state["kept"]!.AsArray().Clear(),
            ])
            Refused(ClassifierArchive.Joined(Edited(edit)), "search.json");
        Refused(ClassifierArchive.Joined(members.Where(one => one.Key != ClassifierArchive.Seal).ToDictionary()),
            ClassifierArchive.Seal);
        foreach (var seconds in (double[])[-1, 1e308])
            Refused(ClassifierArchive.Resealed(Edited(state => state["seconds"] = seconds)),
                "search.json.seconds");
        File.WriteAllBytes(State, ClassifierArchive.Resealed(members));
        TextClassifier.Train(texts, settings with { Resume = true });

        Dictionary<string, byte[]> Edited(Action<JsonNode> edit)
        {
            var state = JsonNode.Parse(members["search.json"])!;
            edit(state);
            return new(members) { ["search.json"] = Encoding.UTF8.GetBytes(state.ToJsonString()) };
        }

        void Refused(byte[] state, string words)
        {
            File.WriteAllBytes(State, state);
            var said = Assert.Throws<BackupException>(() =>
                TextClassifier.Train(texts, settings with { Resume = true })).Message;
            Assert.True(said.Contains(words, StringComparison.Ordinal), said);
        }
    }

    [Fact]
    public void A_clock_ends_a_search_with_what_it_has()
    {
        using var output = new StringWriter();
        var clock = new LookedAtClock(TimeSpan.FromMilliseconds(60));
        var classifier = TextClassifier.Train(Classes(600), new()
        {
            Minutes = 2.5,
            Clock = clock,
            Output = output,
            Verbose = Verbosity.Lines,
            Folds = 2,
            Seed = 1,
        });
        var (minutes, said) = (clock.Read.TotalMinutes, output.ToString());
        Assert.InRange(minutes, 1, 2.75);
        Assert.Contains("linear", classifier.Tried.Select(tried => tried.Recipe));
        Assert.True(classifier.Tried.Count > 3, said);
        Assert.Contains("left out: ", said);
        Assert.Equal(1, classifier.Tried.Count(tried => tried.Verdict == "kept"));
        Assert.Matches(@"\nrecipe +settings +right +loss +epochs +seconds +verdict", said);
    }

    [Fact]
    public void The_first_trial_ends_with_an_epoch_whatever_the_clock_says()
    {
        var clock = new LookedAtClock(TimeSpan.FromMinutes(1));
        var classifier = TextClassifier.Train(Classes(100), Settings("recipe=fasttext,cnn epochs=4") with
        {
            Minutes = 0.1,
            Clock = clock,
            Folds = 2,
        });
        Assert.Equal(("fasttext", 1), (classifier.Tried[1].Recipe, classifier.Tried[1].Epochs));
        Assert.Equal(("cnn", "the time is over"), (classifier.Tried[2].Recipe, classifier.Tried[2].LeftOut));
    }

    private static byte[] Bytes(TextClassifier classifier)
    {
        Environment.SetEnvironmentVariable("SOURCE_DATE_EPOCH", "1700000000");
        try
        {
            using var file = new MemoryStream();
            classifier.Save(file);
            return file.ToArray();
        }
        finally
        {
            Environment.SetEnvironmentVariable("SOURCE_DATE_EPOCH", null);
        }
    }
}
