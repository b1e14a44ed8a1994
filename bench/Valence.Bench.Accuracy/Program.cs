using System.Diagnostics;
using System.Globalization;
using Valence.Bench.Accuracy;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Randomness;
using Valence.Text;
using Valence.Training;

// VALENCE_DATA=FOLDER dotnet run -c Release --project bench/Valence.Bench.Accuracy -- [--recipe NAME] [--seed N]
// [--epochs E] [--minutes M] [--test] [--test-rows N] SET…: N rows of the test part, by a seed, in the place of all;
// --encoder FOLDER: a pre-trained one, in the place of a recipe; --backup FILE: a training that goes on after a kill;
// --model FILE: keeps the classifier, and beside it in FILE.csv the rows of the test that were read.
// … -- --peers [--mlnet bench/MlNet] SET…: what others make of the test part; VALENCE_PYTHON has scikit-learn.
// … -- --audit SET…: what stands out in a set; --planted: how much is found of faults planted in it; --flipped .05: of
// labels turned; noisyag --flipped 0: of its own wrong labels.
// … -- --trust [--recipe NAME] SET…: how far what a classifier says of its own answers holds, on the test part.
// … -- --fits-none .92 [--recipe NAME] clinc150: questions that fit no intent, by the highest threshold that leaves so
// many of the others right.
// … -- --few 8 SET…: the default from so many labels of each class, ten draws, on the test part.
// … -- --encoder FOLDER --few 0,8,64 [--described] SET…: the recipe embeddings from so many, by labels' names or by
// descriptions of them; 0 for names and descriptions alone.
// … -- --from imdb [--rows 500] [--recipe linear] [--test] SET…: a classifier of the first set goes on learning from so
// many rows of the others, three draws; on the rest of the training part, or on the test part.
var options = new Dictionary<string, string>();
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
    if (args[i] is "--test" or "--peers" or "--audit" or "--planted" or "--trust" or "--described")
        options[args[i][2..]] = "";
    else if (args[i].StartsWith("--", StringComparison.Ordinal)) options[args[i][2..]] = args[++i];
    else names.Add(args[i]);
string[] known =
    ["recipe", "seed", "epochs", "minutes", "test", "few", "peers", "mlnet", "audit", "planted", "flipped",
    "trust", "fits-none", "from", "rows", "encoder", "test-rows", "backup", "described", "model"];
if (names.Count == 0 || options.Keys.Except(known).Any())
{
    Console.WriteLine($"Expected names of sets ({string.Join(", ", Sets.All.Keys)}), after --recipe NAME, --seed N, "
        + "--epochs E, --minutes M and --test, which reads the test part; or after --few N, labels of each class; or "
        + "after --from SET, whose classifier goes on learning from --rows N of the others; or "
        + "after --peers, what fastText and scikit-learn make of it, and with --mlnet bench/MlNet ML.NET; with "
        + "--trust, how far what the classifier says of its own answers holds.");
    return 2;
}
var data = Environment.GetEnvironmentVariable("VALENCE_DATA") ?? "../shared/data";
foreach (var name in names)
{
    var (train, test) = Sets.All[name](data);
    if (options.TryGetValue("test-rows", out var most))
        test = Sets.Some(test, int.Parse(most, CultureInfo.InvariantCulture));
    var clock = Stopwatch.StartNew();
    if (options.TryGetValue("few", out var few))
    {
        if (options.TryGetValue("encoder", out var frozen))
        {
            var rows = new Embedded(name, train, test, frozen, options.ContainsKey("described"));
            foreach (var labels in few.Split(',')) rows.Few(int.Parse(labels, CultureInfo.InvariantCulture));
            continue;
        }
        Few(name, train, test, int.Parse(few, CultureInfo.InvariantCulture));
        continue;
    }
    if (options.TryGetValue("from", out var source))
    {
        Adapted.Of(source, Sets.All[source](data).Train, Recipes.Find(options.GetValueOrDefault("recipe", "linear")),
            name, train, options.ContainsKey("test") ? test : null,
            int.Parse(options.GetValueOrDefault("rows", "500"), CultureInfo.InvariantCulture));
        continue;
    }
    var draw = options.TryGetValue("seed", out var given) ? ulong.Parse(given, CultureInfo.InvariantCulture) : 0;
    if (options.ContainsKey("audit")) Planted.AsItIs(name, train, test);
    if (options.ContainsKey("planted")) Planted.In(name, train, test, draw);
    if (options.TryGetValue("flipped", out var part) && name == "noisyag")
        Planted.Suggested(name, DataAudit.Of(train).Findings.Single(finding => finding.Check == "doubted "
            + "labels"), train,
            i => test[i].Label!);
    else if (part is not null)
        Planted.Flipped(name, train, double.Parse(part, CultureInfo.InvariantCulture), draw);
    if (options.Keys.Intersect(["audit", "planted", "flipped"]).Any()) continue;
    if (options.ContainsKey("peers"))
    {
        using var peers = new Peers(name, train, test);
        peers.FastText("fastText, its defaults", "-thread", "1");
        peers.ScikitLearn("scikit-learn, TF-IDF and logistic regression", "tfidf");
        if (name == "imdb")
        {
            peers.FastText("fastText, pairs of words, 10 numbers, rate .5", "-thread", "2", "-wordNgrams", "2", "-dim",
                "10", "-lr", "0.5");
            peers.ScikitLearn("scikit-learn, up to three words by their ratio, logistic regression", "ratios");
        }
        if (!options.TryGetValue("mlnet", out var project)) continue;
        peers.MlNet("ML.NET, FeaturizeText and logistic regression", "logistic", project);
        peers.MlNet("ML.NET, FeaturizeText and LightGBM", "lightgbm", project);
        continue;
    }
    var settings = new TrainingSettings
    {
        Recipe = options.TryGetValue("encoder", out var folder) ? Recipes.Pretrained(folder)
            : options.TryGetValue("recipe", out var recipe) ? Recipes.Find(recipe) : null,
        BackupPath = options.GetValueOrDefault("backup"),
        Resume = true,
        Epochs = options.TryGetValue("epochs", out var epochs) ? int.Parse(epochs, CultureInfo.InvariantCulture) : null,
        Seed = draw,
        Minutes = options.TryGetValue("minutes", out var minutes) ? double.Parse(minutes,
            CultureInfo.InvariantCulture) : null,
        // Its epochs are long enough to be watched.
        Verbose = folder is null ? Verbosity.Lines : Verbosity.Bar,
    };
    if (options.TryGetValue("fits-none", out var least))
    {
        FitsNone.Measure(data, settings, double.Parse(least, CultureInfo.InvariantCulture));
        continue;
    }
    var classifier = TextClassifier.Train(train, settings);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {train.Length} rows, {classifier.Task.Description}, trained in "
        + $"{clock.Elapsed.TotalSeconds:F1} s: {classifier.MadeBy}"));
    if (options.TryGetValue("model", out var model))
    {
        classifier.Save(model);
        File.WriteAllLines(model + ".csv", [.. test.Select(row => $"{row.Label},\"{row.Text.Replace("\"", "\"\"")}\"")
            .Prepend("label,text")]);
    }
    if (options.ContainsKey("trust")) Trust.Of(name, classifier, test, data);
    if (!options.ContainsKey("test")) continue;
    clock.Restart();
    if (classifier.Task is not OneClass)
    {
        var evaluation = TaskResult.Of(classifier, test).Evaluation;
        Console.WriteLine(evaluation);
        Console.WriteLine(new TaskEvaluation(evaluation.Measures));
        if (classifier.Task is SeveralLabels labels)
            Console.WriteLine($"{name}, every threshold at ½:\n" + new TaskEvaluation(TaskResult.Of(
                classifier.WithThresholds([.. labels.Thresholds.Select(_ => 0.5f)]), test).Evaluation.Measures));
        continue;
    }
    var answers = classifier.Predict([.. test.Select(row => row.Text)]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {test.Length} test rows answered in {clock.Elapsed.TotalSeconds:F1} s"));
    var result = EvaluationResult.Of(classifier, test);
    foreach (var estimate in result.Intervals.Estimates.Where(estimate => estimate.Measure == "accuracy"))
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {estimate.Subject} {estimate.Measure} {estimate.Value:F4} "
            + $"({estimate.Interval?.Low:F4} to {estimate.Interval?.High:F4})"));
    int[] read = [.. Enumerable.Range(0, test.Length).Where(i => answers[i].IsReadable)];
    var error = Calibration.ExpectedError<float>([.. read.Select(i => classifier.Labels.IndexOf(test[i].Label!, 0))],
        [.. read.SelectMany(i => answers[i].Probabilities)]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: macro F1 "
        + $"{result.Report.MacroAverage.F1:F4}, calibration error {error:F4}"));
}
return 0;

static void Few(string name, LabelledText[] train, LabelledText[] test, int few)
{
    var accuracies = new List<double>();
    for (ulong draw = 0; draw < 10; draw++)
    {
        var drawn = Sets.Few(train, few, draw);
        var classifier = TextClassifier.Train(drawn, new() { Seed = draw, Verbose = Verbosity.Silent });
        accuracies.Add(EvaluationResult.Of(classifier, test).Report.Accuracy);
    }
    var largest = train.CountBy(row => row.Label!).MaxBy(entry => entry.Value).Key;
    var (mean, majority) = (accuracies.Average(), (double)test.Count(row => row.Label == largest) / test.Length);
    var deviation = Math.Sqrt(accuracies.Sum(x => (x - mean) * (x - mean)) / (accuracies.Count - 1));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {few} labels a class, {accuracies.Count} "
        + $"draws: accuracy {mean:F4} (standard deviation {deviation:F4}), majority {majority:F4}"));
}
