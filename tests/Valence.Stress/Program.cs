using System.Globalization;
using Valence.Stress;

// dotnet run -c Release --project tests/Valence.Stress -- --seconds 600 --seed 1 --threads 8
// dotnet run -c Release --project tests/Valence.Stress -- --memory
// dotnet run -c Release --project tests/Valence.Stress -- --kills 100 --seed 1
if (args is [Victim.FitArgument, var training, var folder])
{
    Victim.Fit(int.Parse(training, CultureInfo.InvariantCulture), folder);
    return 0;
}
int Number(string name, int otherwise) => Array.IndexOf(args, name) is var at && at < 0 ? otherwise
    : at + 1 < args.Length && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out var number) && number > 0
        ? number : throw new ArgumentException($"Expected a number above 0 after {name}.");

string[] known = ["--seconds", "--seed", "--threads", "--memory", "--large", "--table", "--kills"];
if (args.Any(arg => !int.TryParse(arg, CultureInfo.InvariantCulture, out _) && !known.Contains(arg)))
{
    Console.WriteLine("""
        Every pair of public methods of models, sessions and classifiers at once, on every kind of model.

          --seconds T   how long (600); a whole round takes minutes
          --seed S      the order of the pairs (1)
          --threads N   threads of a pair (8); twice as many on models that were never used
          --memory      instead, what many calls, loads and callers leave behind
          --kills N     instead, N kills each of Fit, of valence train and of its --try at moments that the seed decides
          --large       instead, files above 2 GiB in every form (8 GB of memory, 4 GB of disk)
          --table       instead, the table of docs/at-once.md
        """);
    return 2;
}
if (args.Contains("--table"))
{
    Console.Write(Refusals.Markdown());
    return 0;
}
if (args.Contains("--large")) return new Large(Console.WriteLine).Run() ? 0 : 1;
if (args.Contains("--memory")) return new Memory(Console.WriteLine).Run() ? 0 : 1;
if (args.Contains("--kills"))
{
    var kills = new Kills(Number("--seed", 1), Console.WriteLine);
    var fit = kills.Run(Victim.OfFit, Number("--kills", 100));
    var train = kills.Run(Victim.OfTrain, Number("--kills", 100));
    var search = kills.Run(Victim.OfSearch, Number("--kills", 100));
    Console.WriteLine($"Fit: {fit.Report}\nvalence train: {train.Report}\nvalence train --try: {search.Report}");
    return fit.IsRight && train.IsRight && search.IsRight ? 0 : 1;
}
foreach (var method in PublicMethods.Unknown()) Console.WriteLine($"not in the table of methods: {method}");
var (report, isRight) = new Suite(Number("--seed", 1), Number("--threads", 8))
    .Run(TimeSpan.FromSeconds(Number("--seconds", 600)), Console.WriteLine);
Console.WriteLine(report);
return isRight && PublicMethods.Unknown().Count == 0 ? 0 : 1;
