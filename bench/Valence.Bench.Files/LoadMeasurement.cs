using System.Diagnostics;
using System.Globalization;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Bench.Files;

/// <summary>Memory and time of loading one file, in a process that has done nothing else.</summary>
internal static class LoadMeasurement
{
    public static string Run(string path, int rounds)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var first = Stopwatch.GetTimestamp();
        var model = KerasFile.Load(path);
        var cold = Stopwatch.GetElapsedTime(first);
        process.Refresh();
        var peak = process.PeakWorkingSet64 - before;
        GC.KeepAlive(model);

        List<double> wholes = [], blocks = [], sums = [], loads = [];
        // In turns, so that whatever else the machine does falls on both.
        for (var i = 0; i < rounds; i++)
        {
            model = null;
            GC.Collect();
            wholes.Add(Time(() =>
            {
                var bytes = File.ReadAllBytes(path);
                sums.Add(Time(() => Crc32.Compute(bytes)));
            }));
            blocks.Add(Time(() => SumBlocks(path)));
            GC.Collect();
            loads.Add(Time(() => model = KerasFile.Load(path)));
        }
        double size = new FileInfo(path).Length;
        double whole = Median(wholes), block = Median(blocks), load = Median(loads);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {size / 1e6:0.0} | {whole:0.0} | {block:0.0} | {size / 1e6 / Median(sums):0.0} | {load:0.0} | "
                + $"{load / whole:0.00} | {load / block:0.00} | {cold.TotalMilliseconds:0} | {peak / 1e6:0.0} | "
                    + $"{peak / size:0.00} |");
    }

    private static void SumBlocks(string path)
    {
        using var file = File.OpenHandle(path);
        var block = new byte[1 << 18];
        var crc = 0u;
        for (var at = 0L; RandomAccess.Read(file, block, at) is > 0 and var count; at += count)
            crc = Crc32.Compute(block.AsSpan(0, count), crc);
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
