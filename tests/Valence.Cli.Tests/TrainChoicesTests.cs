using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Valence.Cli.Tests;

/// <summary>What a training is told to weigh, to hold out, to clean and to print.</summary>
public sealed class TrainChoicesTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) => Answer.To(["train", file, "--model", _folder["m"],
        "--recipe", "fasttext", .. more]);

    private Answer Linear(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "linear", .. more]);

    // Nine of ten are common, and half of their words say nothing.
    private string Unequal(int seed)
    {
        var random = new Random(seed);
        return _folder.Write($"unequal{seed}.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
        {
            var isRare = i % 10 == 0;
            var words = Enumerable.Range(0, 4).Select(_ => random.Next(100) < (isRare ? 60 : 30)
                ? $"rare{random.Next(5)}" : $"common{random.Next(5)}");
            return $"{string.Join(' ', words)} s{seed}x{i},{(isRare ? "rare" : "common")}\n";
        })));
    }

    private double Recall(string label, string file)
    {
        var json = JsonDocument.Parse(Answer.To("evaluate", _folder["m"], file, "--json").Succeeded().Output);
        return json.RootElement.GetProperty("estimates").EnumerateArray().First(estimate =>
            estimate.GetProperty("subject").GetString() == label
                && estimate.GetProperty("measure").GetString() == "recall").GetProperty("value").GetDouble();
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("fasttext")]
    public void A_rare_class_is_found_oftener_when_it_weighs_as_much(string recipe)
    {
        var (file, unseen) = (Unequal(3), Unequal(4));
        string[] steps = recipe == "linear" ? [] : ["--epochs", "12", "--learning-rate", "0.02"];
        string[] train = ["train", file, "--model", _folder["m"], "--recipe", recipe, .. steps];
        Answer.To(train).Succeeded();
        var plain = Recall("rare", unseen);
        Answer.To([.. train, "--class-weights", "balanced"]).Succeeded();
        var balanced = Recall("rare", unseen);
        Assert.True(balanced > plain + 0.15, $"recall {plain} without weights, {balanced} with");
        Assert.Contains("--class-weights balanced", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        Answer.To([.. train, "--class-weights", "common=0.001,rare=2"]).Succeeded();
        Assert.Equal(1, Recall("rare", unseen));
        Assert.Contains("--class-weights \"common=0.001,rare=2\"", Answer.To("inspect", _folder["m"]).Succeeded()
            .Output);
    }

    [Theory]
    [InlineData("some")]
    [InlineData("a=")]
    [InlineData("a=1,")]
    [InlineData("a=0")]
    [InlineData("a=-1")]
    [InlineData("a=NaN")]
    [InlineData("a=1e100")]
    [InlineData("a=1e-46")]
    [InlineData("a=1,a=2")]
    [InlineData("")]
    public void Weights_that_make_no_sense_are_wrong_usage(string given) => Linear(_folder.Reviews(8),
        "--class-weights", given).Failed(2, "--class-weights: expected balanced, or weights from 1E-06 to 1E+06",
            $"'{given}'");

    [Fact]
    public void Weights_are_refused_where_no_class_is_learned_or_none_has_the_name()
    {
        Linear(_folder.Reviews(8), "--class-weights", "negativ=2").Failed(2, "there is no class 'negativ'",
            "Did you mean 'negative'?");
        Linear(_folder.Reviews(8), "--class-weights", "balanced", "--task", "number")
            .Failed(2, "--class-weights", "one class of each text");
        Linear(_folder.Reviews(8), "--class-weights", "balanced", "--label-separator", ";")
            .Failed(2, "--class-weights", "one class of each text");
    }

    [Fact]
    public void Patience_ends_a_training_and_the_kept_epoch_is_said()
    {
        var answer = Train(_folder.Reviews(200), "--epochs", "30", "--learning-rate", "1", "--patience", "1")
            .Succeeded();
        var epochs = answer.Lines.Count(line => line.StartsWith("Epoch ", StringComparison.Ordinal));
        Assert.InRange(epochs, 2, 29);
        var kept = Regex.Match(answer.Lines[^1], @", recipe fasttext, kept epoch (\d+) of (\d+)\.$");
        Assert.True(kept.Success, answer.Lines[^1]);
        Assert.Equal(epochs, int.Parse(kept.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(epochs - 1, int.Parse(kept.Groups[1].Value, CultureInfo.InvariantCulture));
        // What it was made by says as much.
        Assert.Contains($"--epochs {epochs}", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        Assert.Contains("Epoch 1/30", Train(_folder.Reviews(200), "--learning-rate", "1", "--patience", "1").Succeeded()
            .Output);
        Train(_folder.Reviews(8), "--patience", "0").Failed(2, "--patience: expected a whole number from 1");
        Linear(_folder.Reviews(8), "--patience", "2").Failed(2, "--patience belongs to the training of one network");
        Assert.DoesNotContain("kept epoch", Linear(_folder.Reviews(8)).Succeeded().Output);
    }

    [Fact]
    public void Cleaning_by_name_is_what_the_network_reads()
    {
        var file = _folder.Write("a.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"@user{i} RT <br>GREAT{i % 2} http://t.co/x{i},{i % 2}\n")));
        foreach (var (name, words) in new[] { ("tweets", "great0,great1"), ("none", "great0,great1,user0,br"),
            ("reviews", "great0,great1,user0,rt,http") })
        {
            Train(file, "--epochs", "1", "--cleaning", name).Succeeded();
            Answer.To("convert", _folder["m"], _folder["t.json"], "--force").Succeeded();
            var json = File.ReadAllText(_folder["t.json"]);
            foreach (var word in words.Split(',')) Assert.Contains($"\\\"{word}\\\"", json);
            if (name == "tweets") Assert.DoesNotContain("user0", json);
            if (name != "none") Assert.DoesNotContain("\\\"br\\\"", json);
            Assert.Equal(name != "reviews", Answer.To("inspect", _folder["m"]).Succeeded().Output
                .Contains($"--cleaning {name}", StringComparison.Ordinal));
        }
        Train(file, "--cleaning", "tweet").Failed(2, "--cleaning", "reviews, tweets, none", "Did you mean 'tweets'?");
        Linear(file, "--cleaning", "tweets").Failed(2, "--cleaning belongs to the training of one network");
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("fasttext")]
    public void Another_file_chooses_the_epoch(string recipe)
    {
        string[] epochs = recipe == "linear" ? [] : ["--epochs", "3"];
        var (file, held) = (_folder.Reviews(60), _folder.Write("held.csv", "text,label\n"
            + string.Concat(Enumerable.Range(0, 40).Select(i => $"a {(i % 2 == 0 ? "great" : "boring")} thing{i},"
                + $"{(i % 2 == 0 ? "positive" : "negative")}\n"))));
        string[] train = ["train", file, "--model", _folder["m"], "--recipe", recipe, .. epochs];
        var json = JsonDocument.Parse(Answer.To([.. train, "--validation-data", held, "--json"]).Succeeded()
            .Lines[^1]).RootElement;
        Assert.Equal(40, json.GetProperty("validation").GetInt32());
        Assert.Equal(60, json.GetProperty("texts").GetInt32());
        Assert.Contains($" --validation-data {held}", json.GetProperty("made_by").GetString());
        // It is not learned from, and known again.
        Assert.Equal("(nothing to read)  thing3", Answer.To("predict", _folder["m"], "thing3").Succeeded().Lines[0]);
        Assert.Contains("all 40 rows", Answer.To("evaluate", _folder["m"], held).Succeeded().Output);
        Answer.To([.. train, "--validation-data", held, "--validation-split", "0.2"])
            .Failed(2, "--validation-split and --validation-data", "Leave one of the two out");
        Answer.To([.. train, "--validation-data", file]).Failed(2, "--validation-data", "the file to learn from");
        Answer.To([.. train, "--validation-data", _folder["none"]]).Failed(2, "no such file");
        Answer.To([.. train, "--validation-data", _folder["m"]]).Failed(2, "--validation-data", "Valence classifier");
        var other = _folder.Write("other.csv", "text,label\na,positive\nb,neutral\n");
        var unknown = Answer.To([.. train, "--validation-data", other]);
        Assert.Equal(2, unknown.Code);
        Assert.Contains("among the texts to validate on, not those to learn from, line 3 has the label 'neutral'",
            unknown.Error);
        var same = _folder.Write("same.csv", File.ReadAllText(file));
        Assert.Contains("60 of 60 texts are in", Answer.To([.. train, "--validation-data", same]).Succeeded().Error);
    }

    [Fact]
    public void A_test_is_kept_apart_by_classes_and_equal_texts_and_judged()
    {
        var file = _folder.Write("a.csv", Folder.Csv(100, "negative", "positive")
            + Folder.Csv(100, "negative", "positive")["text,label\n".Length..]);
        foreach (var seed in (string[])["1", "2", "3"])
        {
            var answer = Train(file, "--epochs", "4", "--test-split", "0.2", "--seed", seed).Succeeded();
            Assert.Contains("Kept for the test: 40 of 200 rows.", answer.Lines);
            Assert.Contains("95 % interval", answer.Output);
            Assert.DoesNotContain("trained with the texts", answer.Output);
            Assert.Matches(@"^Wrote .*: 160 texts, .* Test: accuracy [01]\.\d{4} on 40 rows\.$", answer.Lines[^1]);
            Assert.Contains("texts of 160 of 200 rows", Answer.To("evaluate", _folder["m"], file).Succeeded().Output);
        }
        var json = JsonDocument.Parse(Train(file, "--epochs", "1", "--test-split", "0.2", "--json").Succeeded()
            .Lines[^1]).RootElement;
        Assert.Equal([20, 20], json.GetProperty("test").GetProperty("confusion").EnumerateArray().Select(row =>
            row.EnumerateArray().Sum(cell => cell.GetInt32())));
        Assert.Equal(0, json.GetProperty("test").GetProperty("trained_on").GetInt32());
        Assert.Contains(" --test-split 0.2", json.GetProperty("made_by").GetString());
        Train(_folder.Reviews(8), "--test-split", "0.01").Failed(2, "--test-split: 0.01 of 8 texts is none");
        Train(_folder.Reviews(8), "--test-split", "1").Failed(2, "--test-split: expected a number between 0 and 1");
    }

    [Fact]
    public void A_test_of_labels_and_of_numbers_is_judged_by_their_measures()
    {
        var several = _folder.Write("a.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 3} n{i},{(i % 3 == 2 ? "a;b" : i % 3 == 1 ? "b" : "")}\n")));
        Assert.Matches(@" Test: micro F1 [01]\.\d{4} on \d+ rows\.$", Linear(several, "--label-separator", ";",
            "--test-split", "0.3").Succeeded().Lines[^1]);
        var numbers = _folder.Write("b.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 5} n{i},{i % 5}\n")));
        Assert.Matches(@" Test: RMSE \d+\.\d{4} on 18 rows\.$", Linear(numbers, "--task", "number", "--test-split",
            "0.3").Succeeded().Lines[^1]);
    }

    [Fact]
    public void A_class_whose_texts_would_all_be_kept_stays_with_what_is_learned()
    {
        // The only text of 'rare' is that of a row of another class.
        var file = _folder.Write("a.csv", Folder.Csv(40, "negative", "positive")
            + string.Concat(Enumerable.Range(0, 20).Select(i => $"twin{i},negative\ntwin{i},rare{i}\n")));
        foreach (var seed in (string[])["1", "2"])
            Linear(file, "--test-split", "0.5", "--seed", seed).Succeeded();
    }

    [Fact]
    public void The_optimizers_state_is_in_the_file_where_it_is_asked_for()
    {
        Train(_folder.Reviews(), "--epochs", "1").Succeeded();
        Assert.DoesNotContain("Optimizer state", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        var without = Answer.To("predict", _folder["m"], "a great film", "--json").Succeeded().Output;
        var length = new FileInfo(_folder["m"]).Length;
        Train(_folder.Reviews(), "--epochs", "1", "--keep-optimizer").Succeeded();
        Assert.Contains("Optimizer state: 8 arrays", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        Assert.Equal(without, Answer.To("predict", _folder["m"], "a great film", "--json").Succeeded().Output);
        Assert.True(new FileInfo(_folder["m"]).Length > length);
        Answer.To("convert", _folder["m"], _folder["n.valence"]).Succeeded();
        Assert.Contains("Optimizer state: 8 arrays", Answer.To("inspect", _folder["n.valence"]).Succeeded().Output);
        Linear(_folder.Reviews(), "--keep-optimizer").Failed(2, "--keep-optimizer belongs to");
        var json = JsonDocument.Parse(Answer.To("summary", _folder["m"], "--json").Succeeded().Output).RootElement;
        Assert.Equal("fasttext", json.GetProperty("recipe").GetString());
        Assert.Equal(["negative", "positive"], json.GetProperty("classes").EnumerateArray().Select(name =>
            name.GetString()));
        Assert.True(json.GetProperty("layers").GetArrayLength() > 1);
    }

    [Fact]
    public void Quiet_prints_the_last_line_alone()
    {
        var answer = Train(_folder.Reviews(), "--epochs", "2", "--quiet", "--test-split", "0.2").Succeeded();
        Assert.Matches(@"^Wrote .* Test: accuracy", Assert.Single(answer.Lines));
        Assert.Equal("valence: Validation has 3 rows: its figures prove nothing.", answer.Error.TrimEnd());
        Assert.Single(Linear(_folder.Reviews(100), "--quiet").Succeeded().Lines);
        var json = Train(_folder.Reviews(), "--epochs", "2", "--quiet", "--json").Succeeded();
        Assert.Equal("fasttext", JsonDocument.Parse(Assert.Single(json.Lines)).RootElement.GetProperty("recipe")
            .GetString());
        Assert.Single(Answer.To("train", _folder.Reviews(100), "--model", _folder["n"], "--minutes", "0.05", "--quiet")
            .Succeeded().Lines);
    }

    [Fact]
    public void Json_has_the_line_of_an_epoch_when_the_epoch_ends()
    {
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter("{\"recipe\":\"fasttext\",\"epoch\":2,\"accuracy\":", source);
        using var error = new StringWriter();
        Assert.Equal(130, CommandLine.Run(["train", _folder.Reviews(), "--model", _folder["m"], "--recipe", "fasttext",
            "--epochs", "500", "--json"], new MemoryStream(), output, error, source.Token));
        Assert.Contains("the best of 2 completed epochs", error.ToString());
        var all = Answer.To("train", _folder.Reviews(600, "b.csv"), "--model", _folder["n"], "--minutes", "0.1",
            "--json").Succeeded();
        Assert.All(all.Lines[..^1], line => Assert.Contains("\"epoch\"", line));
    }

    [Fact]
    public void A_goal_chooses_the_threshold_and_is_refused_where_it_says_nothing()
    {
        var file = _folder.Write("a.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
            $"{(i * 7 % 11 < 3 == (i % 2 == 0) ? "fine" : "poor")} number{i % 50},{(i % 2 == 0 ? "good" : "bad")}\n")));
        var output = Linear(file, "--goal", "recall(bad)>=0.9").Succeeded().Output;
        Assert.Contains("Goal recall(bad)>=0.9: threshold", output);
        Assert.Contains("--goal \"recall(bad)>=0.9\"", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        File.Delete(_folder["m"]);
        Linear(file, "--goal", "recall>0.9").Failed(2, "--goal: Expected a goal such as recall(negative)>=0.9");
        Linear(file, "--goal", "recall(bad)>=0.9", "--threshold", "0.3").Failed(2, "--goal and --threshold");
        Linear(_folder.Write("three.csv", Folder.Csv(60, "a", "b", "c")), "--threshold", "0.3").Failed(2, "a threshold",
            "of which no threshold decides");
        Answer.To("train", file, "--recipe", "lstm", "--epochs", "1", "--batch-size", $"{int.MaxValue}", "--model",
            _folder["large"]).Succeeded();
        Linear(file, "--goal", "recall(bed)>=0.9").Failed(2, "no class 'bed'", "Did you mean");
        Linear(file, "--goal", "recall(bad)>=0.9", "--task", "number").Failed(2, "--goal belongs to one class");
    }

    [Fact]
    public void A_curve_that_calibrates_is_told_in_and_of_the_file()
    {
        // However many words speak for a class, an eighth of the labels is turned: no temperature says so.
        var random = new Random(4);
        var csv = new System.Text.StringBuilder("text,label\n");
        for (var i = 0; i < 2500; i++)
        {
            var isGood = random.Next(2) == 0;
            csv.AppendJoin(' ', Enumerable.Range(0, 1 + random.Next(8)).Select(_ => random.NextDouble() < 0.9 == isGood
                ? $"good{random.Next(4)}" : $"bad{random.Next(4)}")).Append(random.Next(8) == 0 != isGood ? ",p\n"
                    : ",n\n");
        }
        var output = Answer.To("train", _folder.Write("a.csv", csv.ToString()), "--model", _folder["m.valence"],
            "--recipe", "linear").Succeeded().Output;
        Assert.Matches(@"Calibrated by isotonic regression: on 2500 texts that were not learned from, the calibration "
            + @"error is 0\.0\d\d \(0\.\d\d\d by a temperature\), cross-fitted\.", output);
        Assert.Contains("isotonic regression", Answer.To("inspect", _folder["m.valence"]).Succeeded().Output);
        Assert.Contains("the isotonic calibration of probabilities", Answer.To("convert", _folder["m.valence"],
            _folder["m.keras"]).Succeeded().Output);
        Assert.Contains("the isotonic calibration of probabilities", Answer.To("convert", _folder["m.keras"],
            _folder["n.valence"], "--preprocessing-of", _folder["m.valence"]).Succeeded().Output);
        Assert.DoesNotContain("isotonic", Answer.To("convert", _folder["m.valence"], _folder["o.valence"]).Succeeded()
            .Output);
    }
}
