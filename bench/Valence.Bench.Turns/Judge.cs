namespace Valence.Bench.Turns;

/// <summary>Lets the workers of two builds work in turns and prints a table of what differs.</summary>
/// <param name="oldProgram">The program built against the checkout to compare with.</param>
/// <param name="newProgram">The program built against the checkout in question.</param>
internal sealed class Judge(string oldProgram, string newProgram)
{
    private const double RoundMilliseconds = 40;
    private const double Tolerated = 1.05;

    // A worker's threads watch for work a while after a round; they would take the other's time.
    private const int RestMilliseconds = 5;

    /// <summary>Times of as many pairs of rounds in each of so many pairs of processes, network by network.</summary>
    public void CompareTimes(IReadOnlyList<(string Name, IEnumerable<string> Tasks)> networks, int pairs, int starts)
    {
        Console.WriteLine("| network | task | old, ms | new, ms | new / old | 95 % | above 1.05 | old, kB allocated | "
            + "new, kB allocated |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var network in networks)
        {
            var rounds = network.Tasks.ToDictionary(task => task, _ => new List<(Round Old, Round New)>());
            for (var start = 0; start < starts; start++)
            {
                using WorkerProcess old = Start(oldProgram), @new = Start(newProgram);
                foreach (var task in network.Tasks)
                {
                    var calls = WarmUp(network.Name, task, old, @new);
                    Round Measure(WorkerProcess worker)
                    {
                        Thread.Sleep(RestMilliseconds);
                        return worker.Work(network.Name, task, calls);
                    }
                    for (var pair = 0; pair < pairs; pair++)
                    {
                        Round? before = pair % 2 == 0 ? Measure(old) : null;
                        var after = Measure(@new);
                        rounds[task].Add((before ?? Measure(old), after));
                    }
                }
            }
            foreach (var task in network.Tasks) Report($"{network.Name} | {task}", rounds[task]);
        }
    }

    /// <summary>Peak memory in processes that do one task alone.</summary>
    public void CompareMemory(IEnumerable<Network> networks)
    {
        Console.WriteLine("| network | task | old, MB | new, MB | new / old |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var network in networks)
            foreach (var task in network.Tasks)
            {
                using WorkerProcess old = Start(oldProgram), @new = Start(newProgram);
                WarmUp(network.Name, task, old, @new);
                var (before, after) = (old.PeakMegabytes(), @new.PeakMegabytes());
                Console.WriteLine($"| {network.Name} | {task} | {before:F0} | {after:F0} | {after / before:F3} |");
            }
    }

    private static WorkerProcess Start(string program) => new("dotnet", program, "worker");

    private static void Report(string row, List<(Round Old, Round New)> pairs)
    {
        double[] ratios = [.. pairs.Select(pair => pair.New.Milliseconds / pair.Old.Milliseconds)];
        var (low, high) = Sample.Interval(ratios);
        var (old, @new) = (Median(pairs.Select(pair => pair.Old)), Median(pairs.Select(pair => pair.New)));
        Console.WriteLine($"| {row} | {Sample.Figure(old.Milliseconds)} | {Sample.Figure(@new.Milliseconds)} | "
            + $"{Sample.Median(ratios):F3} | {low:F3} to {high:F3} | {(high > Tolerated ? "**yes**" : "")} | "
            + $"{old.Bytes / 1e3:F1} | {@new.Bytes / 1e3:F1} |");
    }

    // Until the compiler has done its work and training has left the small gradients of its first steps behind; both
    // builds get as many calls. Returns how many fill a round.
    private static int WarmUp(string network, string task, WorkerProcess old, WorkerProcess @new)
    {
        var (calls, done, spent) = (1, 0, 0.0);
        while ((done < 64 || spent < 500) && spent < 3000)
        {
            @new.Work(network, task, calls);
            var milliseconds = old.Work(network, task, calls).Milliseconds;
            (done, spent) = (done + calls, spent + calls * milliseconds);
            calls = Math.Max(1, (int)Math.Ceiling(RoundMilliseconds / milliseconds));
        }
        return calls;
    }

    private static Round Median(IEnumerable<Round> rounds) =>
        new(Sample.Median(rounds.Select(round => round.Milliseconds)),
            Sample.Median(rounds.Select(round => round.Bytes)));
}
