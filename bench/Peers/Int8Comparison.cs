using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>Answers of encoders with matrices of 8 bits beside those with floats, and ONNX Runtime's with
/// floats.</summary>
internal sealed class Int8Comparison(Place place, Contest contest, Action<string> print)
{
    public void Run(IReadOnlyCollection<Row> rows)
    {
        print("| network | answers | float32, ms | int8, ms | float32 / int8 | 95 % | ONNX Runtime, ms "
            + "| int8 / ONNX Runtime | 95 % | first call, ms: float32, int8 | MB: float32, int8, ONNX Runtime "
            + "| pairs |");
        print("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows) Answer(row);
    }

    private void Answer(Row row)
    {
        using WorkerProcess floats = place.Start(Engine.Valence), small = place.Start(Engine.Int8),
            onnx = place.Start(Engine.Onnx);
        WorkerProcess[] workers = [floats, small, onnx];
        foreach (var task in (string[])["1", "8", "32"])
        {
            Turn[] turns = [.. workers.Select(worker => new Turn(worker, row.Name, task))];
            double[] first = task == "1" ? [.. turns.Select(turn => turn.Work(1).Milliseconds)] : [];
            foreach (var turn in turns) turn.WarmUp();
            var times = contest.Measure(turns);
            double[] medians = [.. times.Select(Sample.Median)];
            print($"| {row.Name} | {task} | {Sample.Figure(medians[0])} | {Sample.Figure(medians[1])} | "
                + $"{Ratio(times[0], times[1])} | {Sample.Figure(medians[2])} | {Ratio(times[1], times[2])} | "
                + $"{string.Join(", ", first.Take(2).Select(Sample.Figure))} | "
                + $"{(task == "32" ? string.Join(", ", workers.Select(worker => Sample.Figure(worker.PeakMegabytes())))
                    : "")} | {times[0].Count} |");
        }

        static string Ratio(List<double> one, List<double> other)
        {
            double[] ratios = [.. one.Zip(other, (a, b) => a / b)];
            var (low, high) = Sample.Interval(ratios);
            return $"**{Sample.Median(ratios):F2}** | {low:F2} to {high:F2}";
        }
    }
}
