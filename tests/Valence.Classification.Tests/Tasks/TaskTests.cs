using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Classification.Tests.Search;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Tasks;

/// <summary>Several labels, a number and a task of one's own: learned, kept in a file, asked and judged.</summary>
public sealed class TaskTests
{
    private static readonly string[] Names = ["action", "comedy", "drama"];
    private static readonly string[][] Words = [["chase", "fight"], ["funny", "laugh"], ["tears", "moving"]];

    private static TrainingSettings Linear { get; } = new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent };

    private static TrainingSettings Network { get; } = new()
    {
        Recipe = Recipes.FastText,
        Verbose = Verbosity.Silent,
        Epochs = 12,
        LearningRate = 0.02f,
    };

    [Fact]
    public void Several_labels_are_found_and_none_is_an_answer_too()
    {
        foreach (var settings in (TrainingSettings[])[Linear, Network])
        {
            var classifier = TextClassifier.Train(Sets(400), settings);
            Assert.Equal(Names, classifier.Labels.Names);
            var answer = classifier.Predict("a funny chase night");
            Assert.Equal(["action", "comedy"], answer.Labels.Order());
            Assert.Equal(answer.Labels, answer.Labels.OrderByDescending(label =>
                answer.Probabilities[Array.IndexOf(Names, label)]));
            Assert.Null(answer.Label);
            Assert.Null(answer.Value);
            var none = classifier.Predict("a night of the day");
            Assert.Empty(none.Labels);
            Assert.True(none.IsReadable);
            Assert.False(classifier.Predict("zzz qqq").IsReadable);
        }
    }

    [Fact]
    public void A_number_is_answered_in_its_own_unit()
    {
        foreach (var settings in (TrainingSettings[])[Linear, Network])
        {
            var classifier = TextClassifier.Train(Numbers(400), settings with { Task = OneNumber.Fit });
            var (good, bad) = (classifier.Predict("great lovely").Value, classifier.Predict("awful dull").Value);
            Assert.InRange(good!.Value, 1010, 1060);
            Assert.InRange(bad!.Value, 940, 990);
            Assert.Null(classifier.Predict("zzz qqq").Value);
            Assert.Equal(0, classifier.Labels.Count);
            var result = TaskResult.Of(classifier, Numbers(100, 9));
            Assert.InRange(Assert.IsType<NumberReport>(result.Evaluation).R2, 0.5, 1);
        }
    }

    [Fact]
    public void Each_task_comes_back_from_its_file_with_the_same_answers()
    {
        TextClassifier[] all =
        [
            TextClassifier.Train(Sets(120), Linear), TextClassifier.Train(Sets(120), Network with { Epochs = 2 }),
            TextClassifier.Train(Sets(120), Linear).WithThresholds([0.1f, 0.7f, 0.95f]),
            TextClassifier.Train(Numbers(120), Linear with { Task = OneNumber.Fit }),
            TextClassifier.Train(Numbers(120), Network with { Epochs = 2, Task = OneNumber.Fit }),
            TextClassifier.Train(Sets(600), new() { Minutes = 0.01, Verbose = Verbosity.Silent }),
            TextClassifier.Train(Numbers(600), new()
            {
                Minutes = 0.01,
                Verbose = Verbosity.Silent,
                Task = OneNumber.Fit,
            }),
        ];
        foreach (var classifier in all)
        {
            var opened = Opened(classifier);
            Assert.Equal(classifier.Task.Config().ToJsonString(), opened.Task.Config().ToJsonString());
            Assert.Equal(classifier.Tried, opened.Tried);
            Assert.Equal(classifier.MadeBy, opened.MadeBy);
            foreach (var text in (string[])["a funny chase", "great awful day", "zzz"])
            {
                var (expected, answer) = (classifier.Predict(text), opened.Predict(text));
                Assert.Equal(expected.Labels, answer.Labels);
                Assert.Equal(expected.Probabilities, answer.Probabilities);
                Assert.Equal(expected.Value, answer.Value);
                Assert.Equal(expected.IsReadable, answer.IsReadable);
            }
        }
        Assert.Equal([0.1f, 0.7f, 0.95f], Assert.IsType<SeveralLabels>(Opened(all[2]).Task).Thresholds);
    }

    [Fact]
    public void Files_of_one_class_have_the_version_that_they_had()
    {
        LabelledText[] texts = [.. Enumerable.Range(0, 40).Select(i =>
            new LabelledText(i % 2 == 0 ? "a fine day" : "a poor day", i % 2 == 0 ? "good" : "bad", i))];
        var bare = Linear with { KeepExamples = false };
        var description = Description(TextClassifier.Train(texts, bare));
        Assert.Equal(2, (int)description["version"]!);
        Assert.Equal(["format", "version", "recipe", "labels", "threshold", "encoder", "made_by", "tried"],
            description.Select(field => field.Key));
        Assert.Equal(3, (int)Description(TextClassifier.Train(Sets(40), bare))["version"]!);
        Assert.Equal(6, (int)Description(TextClassifier.Train(texts, Linear))["version"]!);
    }

    [Fact]
    public void A_file_whose_task_does_not_fit_is_refused()
    {
        var classifier = TextClassifier.Train(Sets(60), Linear);
        foreach (var (path, value) in new (string, JsonNode)[]
        {
            ("thresholds", new JsonArray(0.5, 0.5)), ("thresholds", new JsonArray(0.5, 0.5, 2)),
            ("labels", new JsonArray("a", "b", "b")), ("labels", new JsonArray("a", "b", "c", "d")), ("more", 1),
        })
        {
            var error = Assert.Throws<FileFormatException>(() => Changed(classifier, description =>
                description["task"]!["config"]![path] = value.DeepClone()));
            Assert.Contains("classifier.json", error.Message);
        }
        Assert.Throws<FileFormatException>(() => Changed(classifier, description => description.Remove("task")));
        Assert.Throws<FileFormatException>(() => Changed(classifier, description => description["version"] = 2));
        Assert.Throws<FileFormatException>(() => Changed(classifier, description => description["version"] = 4));
    }

    [Fact]
    public void Thresholds_are_chosen_where_enough_texts_tell_and_given_ones_hold()
    {
        // Every tenth comedy laughs, so that even a text that does not may be one.
        var texts = Sets(800).Select((row, i) => i % 3 == 0 && !row.Labels!.Contains("comedy")
            ? row with { Labels = [.. row.Labels!, "comedy"] } : row)
            .Append(new LabelledText("a rare thing", null, 801) { Labels = ["rare"] }).ToArray();
        var task = Assert.IsType<SeveralLabels>(TextClassifier.Train(texts, Linear).Task);
        Assert.NotEqual(0.5f, task.Thresholds[1]);
        Assert.Equal(0.5f, task.Thresholds[3]);
        Assert.All(Assert.IsType<SeveralLabels>(TextClassifier.Train(texts, Linear with { Threshold = 0.4f }).Task)
            .Thresholds, threshold => Assert.Equal(0.4f, threshold));
        Assert.All(Assert.IsType<SeveralLabels>(TextClassifier.Train(Sets(60), Linear).Task).Thresholds,
            threshold => Assert.Equal(0.5f, threshold));
    }

    [Fact]
    public void Other_thresholds_give_other_labels()
    {
        var classifier = TextClassifier.Train(Sets(200), Linear);
        Assert.Equal(3, classifier.WithThresholds([0, 0, 0]).Predict("a night").Labels.Count);
        Assert.Empty(classifier.WithThresholds([1, 1, 1]).Predict("a funny chase").Labels);
        Assert.Throws<ArgumentException>(() => classifier.WithThresholds([0.5f]));
        Assert.ThrowsAny<ArgumentException>(() => classifier.WithThresholds([0.5f, 2, 0]));
        var error = Assert.Throws<InvalidOperationException>(() => TextClassifier.Train(Numbers(40),
            Linear with { Task = OneNumber.Fit }).WithThresholds([0.5f]));
        Assert.Contains("a number", error.Message);
    }

    [Fact]
    public void Held_out_texts_have_each_label_and_leave_some_to_train_on()
    {
        LabelledText[] texts = [.. Sets(300), new("one", null, 301) { Labels = ["once"] },
            .. Enumerable.Range(0, 20).Select(i => new LabelledText($"n {i}", null, i) { Labels = ["twenty"] })];
        var task = SeveralLabels.Fit(texts, new());
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (training, validation) = task.Split(texts, 0.1f, seed);
            Assert.Equal(Enumerable.Range(0, texts.Length), training.Concat(validation).Order());
            Assert.InRange(validation.Length, 20, 32);
            foreach (var name in task.Labels.Names)
            {
                var all = texts.Count(row => row.Labels!.Contains(name));
                var held = validation.Count(i => texts[i].Labels!.Contains(name));
                Assert.InRange(held, 0, Math.Min(all - 1, (int)Math.Ceiling(all * 0.1)));
            }
            Assert.Contains(validation, i => texts[i].Labels!.Count == 0);
            Assert.Contains(validation, i => texts[i].Labels!.Contains("twenty"));
        }
    }

    [Fact]
    public void Evaluation_is_what_the_answers_one_by_one_come_to()
    {
        var labels = TextClassifier.Train(Sets(200), Linear);
        var texts = Sets(90, seed: 7);
        var report = Assert.IsType<SeveralLabelsReport>(TaskResult.Of(labels, texts).Evaluation);
        var sets = texts.Select(row => (True: row.Labels!.ToHashSet(),
            Found: labels.Predict(row.Text).Labels.ToHashSet())).ToArray();
        Assert.Equal(sets.Average(set => set.True.SetEquals(set.Found) ? 1.0 : 0), report.SubsetAccuracy, 1e-12);
        var both = sets.Sum(set => set.True.Count(set.Found.Contains));
        Assert.Equal(2.0 * both / sets.Sum(set => set.True.Count + set.Found.Count), report.MicroAverage.F1, 1e-12);

        var numbers = TextClassifier.Train(Numbers(200), Linear with { Task = OneNumber.Fit });
        var given = Numbers(90, seed: 7);
        var result = TaskResult.Of(numbers, given);
        var figures = Assert.IsType<NumberReport>(result.Evaluation);
        var pairs = given.Select(row => (True: double.Parse(row.Label!, System.Globalization.CultureInfo
            .InvariantCulture), Found: (double)numbers.Predict(row.Text).Value!.Value)).ToArray();
        Assert.Equal(pairs.Average(pair => Math.Abs(pair.True - pair.Found)), figures.MeanAbsoluteError, 1e-9);
        var squares = pairs.Sum(pair => Math.Pow(pair.True - pair.Found, 2));
        Assert.Equal(Math.Sqrt(squares / pairs.Length), figures.RootMeanSquaredError, 1e-9);
        var mean = pairs.Average(pair => pair.True);
        Assert.Equal(1 - squares / pairs.Sum(pair => Math.Pow(pair.True - mean, 2)), figures.R2, 1e-9);
        // Spearman from pairs: the share that is in order less that against it, corrected for ranks by Pearson's.
        double[] Ranks(Func<(double True, double Found), double> of) => [.. pairs.Select(pair =>
            pairs.Count(other => of(other) < of(pair)) + (pairs.Count(other => of(other) == of(pair)) + 1) / 2.0)];
        var (x, y) = (Ranks(pair => pair.True), Ranks(pair => pair.Found));
        var middle = (pairs.Length + 1) / 2.0;
        Assert.Equal(x.Zip(y, (a, b) => (a - middle) * (b - middle)).Sum() / Math.Sqrt(
            x.Sum(a => (a - middle) * (a - middle)) * y.Sum(b => (b - middle) * (b - middle))), figures.Spearman, 1e-9);
        Assert.Equal("RMSE", figures.Measures[0].Key);
        Assert.True(figures.SmallerIsBetter);
        Assert.True(double.IsNaN(NumberReport.Of([2, 2], [1, 3]).R2));
        Assert.True(double.IsNaN(NumberReport.Of([1, 2], [3, 3]).Spearman));
    }

    [Fact]
    public void The_best_is_kept_by_what_the_task_says_and_the_baseline_is_among_what_was_tried()
    {
        using var output = new StringWriter();
        // A clock of its own: on a busy machine the linear model would have no time for half of the texts.
        var settings = new TrainingSettings
        {
            Minutes = 1,
            Output = output,
            Clock = new LookedAtClock(TimeSpan.FromSeconds(0.3)),
        };
        var labels = TextClassifier.Train(Sets(600), settings);
        Assert.Equal(["frequencies", "linear"], labels.Tried.Take(2).Select(tried => tried.Recipe));
        Assert.All(labels.Tried, tried => Assert.Equal("micro F1", tried.Measure));
        Assert.Equal(labels.Recipe, labels.Tried.MinBy(tried => tried.Loss)!.Recipe);
        Assert.StartsWith($"--recipe {labels.Recipe} --task labels", labels.MadeBy);
        var numbers = TextClassifier.Train(Numbers(600), settings with { Task = OneNumber.Fit });
        Assert.Equal(["mean", "linear"], numbers.Tried.Take(2).Select(tried => tried.Recipe));
        Assert.All(numbers.Tried, tried => Assert.Equal("RMSE", tried.Measure));
        Assert.All(numbers.Tried, tried => Assert.Equal(tried.Value * tried.Value, tried.Loss, 1e-3 * tried.Loss));
        Assert.Equal(numbers.Recipe, numbers.Tried.MinBy(tried => tried.Value)!.Recipe);
        Assert.StartsWith($"--recipe {numbers.Recipe} --task number", numbers.MadeBy);
        Assert.Contains("Kept: ", output.ToString());
        Assert.Contains("With half of these the linear model has micro F1 ", output.ToString());
        Assert.Contains("With half of these the linear model has RMSE ", output.ToString());
    }

    [Fact]
    public void Contributions_of_words_add_up_for_each_label_and_for_a_number()
    {
        var labels = TextClassifier.Train(Sets(300), Linear);
        const string text = "a funny CHASE, <b>not</b> moving";
        var answer = labels.Predict(text);
        foreach (var (k, name) in Names.Index())
        {
            var explained = labels.Explain(text, name);
            Assert.Equal(name, explained.Label);
            Assert.Null(explained.Next);
            Assert.Equal(explained.Base + explained.Words.Sum(word => word.Contribution), explained.Score, 1e-6);
            Assert.Equal(Math.Log(answer.Probabilities[k] / (1 - (double)answer.Probabilities[k])), explained.Score,
                0.02);
        }
        Assert.Equal(answer.Labels[0], labels.Explain(text).Label);
        Assert.True(labels.Explain(text, "comedy").Words.Single(word => word.Word == "funny").Contribution > 0.3);
        Assert.Throws<ArgumentException>(() => labels.Explain(text, "western"));

        var numbers = TextClassifier.Train(Numbers(300), Linear with { Task = OneNumber.Fit });
        var number = numbers.Explain("great and dull");
        Assert.Equal(numbers.Predict("great and dull").Value!.Value, number.Score, 1e-2);
        Assert.Equal(number.Base + number.Words.Sum(word => word.Contribution), number.Score, 1e-6);
        Assert.True(number.Words[0].Contribution > 0 && number.Words[2].Contribution < 0);
        Assert.Throws<InvalidOperationException>(() => numbers.Explain("great", "x"));
        // A network is explained by what it answers without a word.
        var network = TextClassifier.Train(Sets(300), Network);
        Assert.True(network.Explain("a funny night", "comedy").Words.Single(word => word.Word == "funny").Contribution
            > 0);
    }

    [Fact]
    public void A_checkpoint_of_numbers_answers_in_their_unit_and_changes_no_bit_of_the_training()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.valence");
        try
        {
            var settings = Network with { Task = OneNumber.Fit, Epochs = 5 };
            var with = TextClassifier.Train(Numbers(200), settings with { CheckpointPath = path });
            var without = TextClassifier.Train(Numbers(200), settings);
            foreach (var (a, b) in with.Model.GetWeights().Zip(without.Model.GetWeights()))
                Assert.Equal(b.Floats.ToArray(), a.Floats.ToArray());
            // The losses fall all the time, so the last epoch is the best.
            Assert.Equal(with.Predict("great day").Value, TextClassifier.Load(path).Predict("great day").Value);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_training_that_broke_off_goes_on_to_the_bits_of_an_unbroken_one()
    {
        var folder = Directory.CreateTempSubdirectory("valence-task-");
        try
        {
            foreach (var (texts, task) in new (LabelledText[], Func<IReadOnlyList<LabelledText>, TrainingSettings,
                TextTask>)[] { (Numbers(150), OneNumber.Fit), (Sets(150), SeveralLabels.Fit) })
            {
                var settings = Network with
                {
                    Task = task,
                    Epochs = 6,
                    CheckpointPath = Path.Combine(folder.FullName, "m.valence"),
                    BackupPath = Path.Combine(folder.FullName, "m.backup"),
                };
                var unbroken = TextClassifier.Train(texts, settings);
                File.Delete(settings.BackupPath);
                using var stop = new CancellationTokenSource();
                Assert.Throws<OperationCanceledException>(() => TextClassifier.Train(texts, settings with
                {
                    CancellationToken = stop.Token,
                    Callbacks = [new Valence.Callbacks.LambdaCallback
                    {
                        EpochBegin = (epoch, _) =>
                        {
                            if (epoch == 3) stop.Cancel();
                        },
                    }],
                }));
                Assert.True(File.Exists(settings.BackupPath));
                var again = TextClassifier.Train(texts, settings with { Resume = true });
                foreach (var (a, b) in again.Model.GetWeights().Zip(unbroken.Model.GetWeights()))
                    Assert.Equal(b.Floats.ToArray(), a.Floats.ToArray());
                File.Delete(settings.BackupPath);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_a_task_cannot_learn_is_told_with_its_row()
    {
        Fails("Row 3 has no set of labels", [.. Sets(2), new("x", "a", 3)], SeveralLabels.Fit);
        Fails("some have labels", [.. Sets(9).Select(row => row with { Labels = [] })], null);
        Fails("look alike", [new("x", null, 1) { Labels = ["a b"] }, new("y", null, 2) { Labels = ["a  b"] }], null);
        Fails("Row 3 has a set of labels", [new("x", "a", 1), new("y", "b", 2), .. Sets(3)[2..]], OneClass.Fit);
        Fails("Row 2 has the label 'many'", [new("x", "1", 1), new("y", "many", 2)], OneNumber.Fit);
        Fails("Row 2 has the label 'NaN'", [new("x", "1", 1), new("y", "NaN", 2)], OneNumber.Fit);
        Fails("Row 2 has no label", [new("x", "1", 1), new("y", null, 2)], OneNumber.Fit);
        Fails("found only 3", [new("x", "3", 1), new("y", "3.0", 2)], OneNumber.Fit);
        var classifier = TextClassifier.Train(Sets(60), Linear);
        var unknown = Assert.Throws<DataException>(() => TaskResult.Of(classifier,
            [new("x", null, 4) { Labels = [] }, new("y", null, 5) { Labels = ["western"] }]));
        Assert.Contains("Row 5 has the label 'western'", unknown.Message);
        Assert.Throws<ArgumentException>(() => EvaluationResult.Of(classifier, Sets(3)));

        static void Fails(string words, LabelledText[] texts,
            Func<IReadOnlyList<LabelledText>, TrainingSettings, TextTask>? task)
        {
            var error = Assert.Throws<DataException>(() => TextClassifier.Train(texts, Linear with { Task = task }));
            Assert.Contains(words, error.Message);
        }
    }

    [Fact]
    public void A_task_of_ones_own_is_told_by_name_until_it_is_registered()
    {
        var settings = Network with { Task = (_, _) => new Stars(), Epochs = 20 };
        var classifier = TextClassifier.Train(Rated(300), settings);
        Assert.Equal(5, (int)Math.Round(classifier.Predict("great lovely").Value!.Value));
        Assert.Null(classifier.MadeBy);
        using var stream = new MemoryStream();
        classifier.Save(stream);
        stream.Position = 0;
        var error = Assert.Throws<FileFormatException>(() => TextClassifier.Load(stream));
        Assert.Contains("'ClassifierTables.Default with { Tasks = … }'", error.Message);
        Assert.Contains("Stars", error.Message);
        stream.Position = 0;
        var opened = TextClassifier.Load(stream, tables: ClassifierTables.Default with
        {
            Tasks = new Dictionary<string, Func<ConfigReader, TextTask>>(ClassifierTables.Default.Tasks)
            {
                ["Stars"] = _ => new Stars(),
            },
        });
        Assert.Equal(classifier.Predict("great day").Value, opened.Predict("great day").Value);
        Assert.InRange(TaskResult.Of(opened, Rated(60)).Evaluation.Measures[0].Value, 0.5, 1);
        Assert.Throws<InvalidOperationException>(() => opened.Explain("great day"));

        // No linear model fits it: the default tries networks, by its own measure.
        Assert.Throws<ArgumentException>(() => TextClassifier.Train(Rated(60), settings with
        {
            Recipe = Recipes.Linear,
            Epochs = null,
            LearningRate = null,
        }));
        var best = TextClassifier.Train(Rated(120), new()
        {
            Task = (_, _) => new Stars(),
            Minutes = 0.001,
            Verbose = Verbosity.Silent,
        });
        Assert.Equal("within one star", best.Tried[0].Measure);
        Assert.NotEqual("linear", best.Recipe);
    }

    private static LabelledText[] Rated(int count) => [.. Numbers(count).Select(row => row with
    {
        Label = row.Text.Contains("great") || row.Text.Contains("lovely") ? "5" : "1",
    })];

    /// <summary>Texts of films, some without any label.</summary>
    private static LabelledText[] Sets(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int[] of = [.. Enumerable.Range(0, 3).Where(_ => random.Next(3) == 0)];
            string[] words = [.. of.Select(k => Words[k][random.Next(2)]), "a", random.Next(2) == 0 ? "night" : "day"];
            random.Shuffle(words);
            return new LabelledText(string.Join(' ', words), null, i + 1) { Labels = [.. of.Select(k => Names[k])] };
        })];
    }

    private static LabelledText[] Numbers(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] good = ["great", "lovely"], bad = ["awful", "dull"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var up = random.Next(3);
            string[] words = [.. good.Take(up), .. bad.Take(random.Next(3)), "day", random.Next(2) == 0 ? "a" : "the"];
            var number = 1000 + 20 * words.Count(good.Contains) - 20 * words.Count(bad.Contains) + random.Next(5);
            return new LabelledText(string.Join(' ', words), $"{number}.5", i + 1);
        })];
    }

    private static TextClassifier Opened(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Save(stream);
        stream.Position = 0;
        return TextClassifier.Load(stream);
    }

    private static JsonObject Description(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Save(stream);
        return JsonNode.Parse(ZipReader.Open(stream.ToArray(), new("file")).Read("classifier.json").Span)!.AsObject();
    }

    // Sealed anew: what is refused is what it says, not that it was changed.
    private static void Changed(TextClassifier classifier, Action<JsonObject> change)
    {
        using var stream = new MemoryStream();
        classifier.Save(stream);
        var archive = ZipReader.Open(stream.ToArray(), new("file"));
        var description = JsonNode.Parse(archive.Read("classifier.json").Span)!.AsObject();
        change(description);
        using var changed = new MemoryStream();
        ZipWriter.Write(changed, writer => ClassifierSeal.Write(writer, PreparationTie.Training,
            ("classifier.json", content => content.Write(JsonSerializer.SerializeToUtf8Bytes(description))),
            ("network.keras", content => content.Write(archive.Read("network.keras").Span))));
        changed.Position = 0;
        TextClassifier.Load(changed);
    }

    /// <summary>One to five stars by the distance in stars, answered as a share of the way.</summary>
    private sealed class Stars : TextTask
    {
        public override string ClassName => "Stars";

        public override int Outputs => 1;

        public override ActivationFunction? Activation => Activations.Sigmoid;

        public override Loss Loss { get; } = new MeanAbsoluteError();

        public override JsonObject Config() => [];

        public override Data Targets(IReadOnlyList<LabelledText> texts) =>
            Tensor.From([.. texts.Select(row => (row.Label![0] - '1') / 4f)], [texts.Count, 1]);

        public override Prediction Answer(ReadOnlySpan<float> output) =>
            new(null, float.NaN, []) { Value = 1 + 4 * output[0] };

        public override TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
        {
            var near = 0;
            for (var i = 0; i < texts.Count; i++)
                if (Math.Abs(1 + 4 * outputs[i] - (texts[i].Label![0] - '0')) <= 1) near++;
            return new([new("within one star", (double)near / texts.Count)]);
        }
    }
}
