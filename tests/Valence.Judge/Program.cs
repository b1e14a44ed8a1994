using System.Diagnostics;
using System.Globalization;
using Valence.Judge;

// dotnet run -c Release --project tests/Valence.Judge -- --models 2000 --seed 1 --seconds 3600 --processes 2
// dotnet run -c Release --project tests/Valence.Judge -- --cases FOLDER
var options = new Dictionary<string, string>();
for (var i = 0; i < args.Length; i++)
    if (args[i].StartsWith("--", StringComparison.Ordinal))
        options[args[i][2..]] = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
            ? args[++i] : "";
int Number(string name, int otherwise) => options.TryGetValue(name, out var text)
    ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string[] known =
    ["models", "seed", "seconds", "processes", "cases", "shrink", "keep", "right", "operations", "training"];
if (options.Count == 0 || options.Keys.Except(known).Any())
{
    Console.WriteLine("""
        Real Keras against Valence, whole models.

          --models N       as many random models; their seeds begin at --seed (1)
          --seconds T      stop after this time (3600)
          --processes P    as many Pythons at once (2)
          --shrink         look for the smallest model that fails in each way
          --keep FOLDER    leave the files of failures there
          --right FILE     write the first 60 seeds of models that are right, a line each
          --cases FOLDER   examine the cases that lie there instead
          --training       train the models for three steps, against Keras in float64 on PyTorch (python3-torch)
          --operations     every function of keras.ops in small models instead, as a table
        """);
    return 2;
}

const string SeedsAre = "# Seeds of random models that must be right, written by tests/Valence.Judge with --right.";
var folder = options.GetValueOrDefault("keep") is { Length: > 0 } kept ? Directory.CreateDirectory(kept).FullName
    : Directory.CreateTempSubdirectory("valence-judge-").FullName;
try
{
    var (python, reason) = KerasEnvironment.Python;
    if (python is null)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
    var clock = Stopwatch.StartNew();
    if (options.TryGetValue("cases", out var cases))
    {
        using var keras = new KerasProcess(python);
        using var examiner = new Examiner(keras, folder);
        foreach (var path in Directory.GetDirectories(cases).Order(StringComparer.Ordinal))
        {
            var bad = examiner.Examine(Case.At(path)).Where(finding => finding.Verdict != Verdict.Right).ToList();
            Console.WriteLine($"{(bad.Count == 0 ? "right" : "FAILS")} {Path.GetFileName(path)}");
            foreach (var finding in bad) Console.WriteLine($"    {finding.Verdict} {finding.Step}: {finding.Detail}");
        }
        return 0;
    }
    if (options.ContainsKey("operations"))
    {
        using var keras = new KerasProcess(python);
        using var examiner = new Examiner(keras, folder);
        Console.Write(OperationsTable.Markdown(OperationsTable.Examine(keras, examiner, folder)));
        return 0;
    }
    var seed = Number("seed", 1);
    var models = new RandomModels(python, folder, Number("processes", 2))
    {
        Shrinks = options.ContainsKey("shrink"),
        Trains = options.ContainsKey("training"),
        Keeps = options.ContainsKey("keep"),
    };
    var results = models.Examine(Enumerable.Range(seed, Number("models", 200)),
        TimeSpan.FromSeconds(Number("seconds", 3600)));
    Console.Write(Report.Of(results, clock.Elapsed));
    if (options.TryGetValue("right", out var file))
    {
        var right = results.Where(result => result is { Status: "made", Verdict: Verdict.Right }).Take(60);
        File.WriteAllLines(file,
            [SeedsAre, .. right.Select(result => result.Seed.ToString(CultureInfo.InvariantCulture))]);
    }
    return results.Any(result => result.Verdict > Verdict.Refused) ? 1 : 0;
}
finally
{
    if (!options.ContainsKey("keep")) Directory.Delete(folder, recursive: true);
}
