using System.Diagnostics;

namespace Valence.Stress;

/// <summary>All pairs of methods on all kinds of models, in an order that a seed decides.</summary>
internal sealed class Suite(int seed, int threads)
{
    /// <summary>Runs pairs until the time is over; every pair once before the first one comes again.</summary>
    /// <param name="time">The time.</param>
    /// <param name="tell">Gets a line for each pair that goes wrong.</param>
    /// <returns>The report, and whether all went well.</returns>
    public (string Report, bool IsRight) Run(TimeSpan time, Action<string> tell)
    {
        var folder = Directory.CreateTempSubdirectory("valence-stress-").FullName;
        try
        {
            var random = new Random(seed);
            var clock = Stopwatch.StartNew();
            var pairs = Kinds.All.SelectMany((kind, i) =>
                Pairs(kind, Directory.CreateDirectory(Path.Combine(folder, $"{i}")).FullName)).ToArray();
            var (done, calls, refused, wrong) = (0, 0, 0, 0);
            while (clock.Elapsed < time)
            {
                random.Shuffle(pairs);
                foreach (var pair in pairs)
                {
                    if (clock.Elapsed >= time) break;
                    var outcome = pair.IsFresh ? pair.Run(2 * threads, 1, random) : pair.Run(threads, 2, random);
                    done++;
                    calls += outcome.Calls;
                    refused += outcome.Refused;
                    wrong += outcome.Wrong.Count;
                    if (outcome.Wrong.Count > 0) tell($"{pair}: {outcome.Wrong[0]}");
                }
            }
            return ($"{done} runs of {pairs.Length} pairs on {Kinds.All.Count} kinds of models, {calls} calls: "
                + $"{refused} refused by a sentence, {wrong} wrong ({clock.Elapsed.TotalSeconds:F0} s).", wrong == 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Pair> Pairs(Kind kind, string folder)
    {
        var serial = new Serial(kind, folder);
        var made = kind.Make(serial.Files);
        var methods = Methods.All.Where(method => method.Has(made)).ToList();
        return from i in Enumerable.Range(0, methods.Count)
               from j in Enumerable.Range(i, methods.Count - i)
               from isFresh in kind.OnlyUsed ? [false] : (bool[])[false, true]
               select new Pair(serial, kind, methods[i], methods[j], isFresh);
    }
}
