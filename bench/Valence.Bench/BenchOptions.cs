using System.Globalization;

namespace Valence.Bench;

/// <summary>What the benchmark is asked to do.</summary>
/// <param name="Folder">The folder of the official IMDB split: <c>train.csv.gz</c> and <c>test.csv.gz</c>.</param>
/// <param name="Networks">Names of networks; all where empty.</param>
/// <param name="Seeds">How many seeds to train each network with.</param>
/// <param name="Threads">Worker threads; 0 for all processors.</param>
/// <param name="Steps">Steps to time without training to the end; null for whole trainings.</param>
/// <param name="Output">A file for the table, or null.</param>
/// <param name="Profile">Whether to print the time of each operation.</param>
internal sealed record BenchOptions(string Folder, IReadOnlyList<string> Networks, int Seeds, int Threads, int? Steps,
    string? Output, bool Profile)
{
    private const string Usage =
        "usage: bench FOLDER [--networks a,b] [--seeds N] [--threads N] [--steps N] [--output FILE] [--profile]";

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions("", [], 1, 0, null, null, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--profile") options = options with { Profile = true };
            else if (!args[i].StartsWith("--", StringComparison.Ordinal)) options = options with { Folder = args[i] };
            else if (i + 1 == args.Length) return Fail($"{args[i]} needs a value");
            else
                switch (args[i++])
                {
                    case "--networks": options = options with { Networks = args[i].Split(',') }; break;
                    case "--seeds":
                        options = options with { Seeds = int.Parse(args[i], CultureInfo.InvariantCulture) };
                        break;
                    case "--threads":
                        options =
                        options with { Threads = int.Parse(args[i], CultureInfo.InvariantCulture) }; break;
                    case "--steps":
                        options = options with { Steps = int.Parse(args[i], CultureInfo.InvariantCulture) };
                        break;
                    case "--output": options = options with { Output = args[i] }; break;
                    default: return Fail($"unknown option {args[i - 1]}");
                }
        }
        return File.Exists(Path.Combine(options.Folder, "train.csv.gz")) ? options
            : Fail($"no train.csv.gz in '{options.Folder}'");
    }

    private static BenchOptions? Fail(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine(Usage);
        return null;
    }
}
