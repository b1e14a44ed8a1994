using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Judge;

/// <summary>Random models from real Keras, examined by several pairs of a thread and a Python.</summary>
/// <param name="python">The interpreter with Keras.</param>
/// <param name="folder">Where files lie while they are needed.</param>
/// <param name="processes">How many Pythons run at once.</param>
internal sealed class RandomModels(string python, string folder, int processes = 1)
{
    /// <summary>Whether failures of every kind are made smaller.</summary>
    public bool Shrinks { get; init; }

    /// <summary>Whether the folders of failures stay.</summary>
    public bool Keeps { get; init; }

    /// <summary>Whether models are trained, as Keras trains them in float64, in place of read and written.</summary>
    public bool Trains { get; init; }

    /// <summary>Examines the models of <paramref name="seeds"/> until the time is over.</summary>
    public IReadOnlyList<Examined> Examine(IEnumerable<int> seeds, TimeSpan time)
    {
        var results = new ConcurrentBag<Examined>();
        var shrunk = new ConcurrentDictionary<string, bool>();
        var clock = Stopwatch.StartNew();
        var partition = Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering).GetPartitions(processes);
        var threads = partition.Select((part, index) => Task.Factory.StartNew(() =>
        {
            var own = Path.Combine(folder, $"w{index}");
            Directory.CreateDirectory(own);
            using var keras = new KerasProcess(python);
            using var torch = Trains ? new KerasProcess(python, "train.py") : null;
            using var examiner = new Examiner(keras, own);
            using (part)
                while (clock.Elapsed < time && part.MoveNext())
                {
                    var result = One(part.Current, keras, torch, examiner, own);
                    if (Shrinks && !Trains && result.Verdict != Verdict.Right && result.Worst is { } worst
                        && shrunk.TryAdd($"{worst.Verdict} {worst.Kind}", true))
                        result = Shrink(result, keras, examiner, own, clock, time);
                    results.Add(result);
                }
        }, TaskCreationOptions.LongRunning)).ToArray();
        Task.WaitAll(threads);
        return [.. results.OrderBy(result => result.Seed)];
    }

    private Examined One(int seed, KerasProcess keras, KerasProcess? torch, Examiner examiner, string own)
    {
        var place = Path.Combine(own, $"m{seed}");
        var result = torch is null ? Of(seed, JsonValue.Create(seed), place, keras, examiner)
            : Trained(seed, place, keras, torch);
        if (Directory.Exists(place) && !(Keeps && result.Verdict != Verdict.Right))
            Directory.Delete(place, recursive: true);
        return result;
    }

    private static Examined Trained(int seed, string place, KerasProcess keras, KerasProcess torch)
    {
        var made = Status(keras.Ask(new JsonObject { ["training"] = seed, ["to"] = place }));
        if (made == "made") made = Status(torch.Ask(new JsonObject { ["train"] = place }));
        return new(seed, made, made == "made" ? TrainingExaminer.Examine(place) : []);
    }

    private static string Status(JsonElement answer) => answer.GetProperty("status").GetString() is var status
        && answer.TryGetProperty("error", out var error) ? $"{status}: {error.GetString()}" : status!;

    private static Examined Of(int seed, JsonNode plan, string place, KerasProcess keras, Examiner examiner)
    {
        var status = Status(keras.Ask(new JsonObject { ["make"] = plan, ["to"] = place }));
        return new(seed, status, status == "made" ? examiner.Examine(Case.At(place)) : []);
    }

    // Greedy: the smallest plan of those a step smaller that still fails alike, again and again.
    private static Examined Shrink(Examined failed, KerasProcess keras, Examiner examiner, string own, Stopwatch clock,
        TimeSpan time)
    {
        var place = Path.Combine(own, "shrink");
        var kind = failed.Worst!;
        JsonElement? best = null;
        var made = keras.Ask(new JsonObject { ["make"] = failed.Seed, ["to"] = place });
        var plan = File.Exists(Path.Combine(place, "plan.json"))
            ? JsonNode.Parse(File.ReadAllText(Path.Combine(place, "plan.json")))! : null;
        var until = clock.Elapsed + TimeSpan.FromSeconds(30);
        for (var found = plan is not null; found && clock.Elapsed < time && clock.Elapsed < until;)
        {
            found = false;
            var smaller = keras.Ask(new JsonObject { ["smaller"] = plan!.DeepClone() });
            if (!smaller.TryGetProperty("plans", out var plans)) break;
            foreach (var candidate in plans.EnumerateArray())
            {
                if (clock.Elapsed >= time || clock.Elapsed >= until) break;
                Directory.Delete(place, recursive: true);
                Directory.CreateDirectory(place);
                var json = JsonNode.Parse(candidate.GetRawText())!;
                var again = Of(failed.Seed, json.DeepClone(), place, keras, examiner);
                if (!again.Findings.Any(finding => finding.IsLike(kind))) continue;
                (plan, best, found) = (json, candidate, true);
                break;
            }
        }
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        return failed with { Smallest = best };
    }
}
