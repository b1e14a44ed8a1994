using System.Diagnostics;
using System.Globalization;
using Valence.Bench.Accuracy;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Training;

// VALENCE_DATA=FOLDER dotnet run -c Release --project bench/Valence.Bench.Accuracy -- [--recipe NAME] [--seed N]
// [--minutes M] [--test] SET…
var options = new Dictionary<string, string>();
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
    if (args[i] == "--test") options["test"] = "";
    else if (args[i].StartsWith("--", StringComparison.Ordinal)) options[args[i][2..]] = args[++i];
    else names.Add(args[i]);
if (names.Count == 0 || options.Keys.Except(["recipe", "seed", "minutes", "test"]).Any())
{
    Console.WriteLine($"Expected names of sets ({string.Join(", ", Sets.All.Keys)}), after --recipe NAME, --seed N, "
        + "--minutes M and --test, which reads the test part.");
    return 2;
}
var data = Environment.GetEnvironmentVariable("VALENCE_DATA") ?? "../shared/data";
foreach (var name in names)
{
    var (train, test) = Sets.All[name](data);
    var clock = Stopwatch.StartNew();
    var classifier = TextClassifier.Train(train, new()
    {
        Recipe = options.TryGetValue("recipe", out var recipe) ? Recipes.Find(recipe) : null,
        Seed = options.TryGetValue("seed", out var seed) ? ulong.Parse(seed, CultureInfo.InvariantCulture) : 0,
        Minutes = options.TryGetValue("minutes", out var minutes) ? double.Parse(minutes,
            CultureInfo.InvariantCulture) : null,
        Verbose = Verbosity.Lines,
    });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {train.Length} rows, {classifier.Task.Description}, trained in "
        + $"{clock.Elapsed.TotalSeconds:F1} s: {classifier.MadeBy}"));
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
    var result = EvaluationResult.Of(classifier, test);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {test.Length} test rows in {clock.Elapsed.TotalSeconds:F1} s"));
    foreach (var estimate in result.Intervals.Estimates.Where(estimate => estimate.Measure == "accuracy"))
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {estimate.Subject} {estimate.Measure} {estimate.Value:F4} "
            + $"({estimate.Interval?.Low:F4} to {estimate.Interval?.High:F4})"));
}
return 0;
