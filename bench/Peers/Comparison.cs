using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>Times and memory of the rows: training beside libtorch, answers beside ONNX Runtime and libtorch.</summary>
internal sealed class Comparison(Place place, Contest contest, Action<string> print)
{
    private readonly List<string> _memory = [];
    private int _bars, _held;

    public void Run(IReadOnlyCollection<Row> rows)
    {
        print("| network | task | Valence, ms | libtorch, ms | Valence / libtorch | 95 % | ONNX Runtime, ms "
            + "| Valence / ONNX Runtime | 95 % | bar | holds "
            + "| first call, ms: Valence, libtorch, ONNX Runtime | pairs |");
        print("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
            _memory.Add($"| {row.Name} | {Train(row)} | {Answer(row)} |");
        foreach (var row in rows.Where(row => row.AnsweredForMemory > 0)) _memory.Add(AnswerAtOnce(row));
        print("");
        print($"{_held} of {_bars} bars hold: Valence's time over libtorch's of a training step, over ONNX Runtime's "
            + "of answers. `?`: the interval has the bar in it. The bar of an encoder's step is about libtorch's "
            + "modules; `step, fused` is beside Valence's arithmetic with libtorch's fused attention, which also "
            + "answers. `lstm_recurrent_dropout` is in neither library.");
        print("");
        print("Largest resident memory of processes that do nothing else, MB, in order Valence, libtorch, and "
            + "libtorch's modules or ONNX Runtime; .NET is in all of them.");
        print("");
        print("| network | training | answers |");
        print("|---|---|---|");
        _memory.ForEach(print);
    }

    private string Train(Row row)
    {
        string[] engines = row.HasModules ? [Engine.Valence, Engine.Torch, Engine.TorchModules]
            : [Engine.Valence, Engine.Torch];
        WorkerProcess[] workers = [.. engines.Select(engine => place.Start(engine))];
        try
        {
            Turn[] turns = [.. workers.Select(worker => new Turn(worker, row.Name, "step"))];
            double[] first = [.. turns.Select(turn => turn.Work(1).Milliseconds)];
            // A call that isn't timed comes before many.
            foreach (var turn in turns) turn.Work(row.WarmSteps - 2);
            var times = contest.Measure(turns);
            Report(row, "step", [times[0], times[^1]], row.Step, [first[0], first[^1]]);
            if (row.HasModules) Report(row, "step, fused", times[..2], null, first[..2]);
            return Megabytes(workers);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }

    private string Answer(Row row)
    {
        using WorkerProcess valence = place.Start(Engine.Valence), torch = place.Start(Engine.Torch),
            onnx = place.Start(Engine.Onnx);
        WorkerProcess[] workers = [valence, torch, onnx];
        foreach (var (task, bar) in row.AnswerBars)
        {
            Turn[] turns = [.. workers.Select(worker => new Turn(worker, row.Name, task))];
            double[] first = task == "1" ? [.. turns.Select(turn => turn.Work(1).Milliseconds)] : [];
            // Many answers do what 32 of them have done.
            if (task != $"{row.Many}") foreach (var turn in turns) turn.WarmUp();
            Report(row, task, contest.Measure(turns), bar, first);
        }
        return Megabytes(workers);
    }

    private string AnswerAtOnce(Row row)
    {
        List<double> peaks = [];
        foreach (var engine in (string[])[Engine.Valence, Engine.Torch, Engine.Onnx])
        {
            using var worker = place.Start(engine);
            worker.Work(row.Name, $"{row.AnsweredForMemory}", 1);
            peaks.Add(worker.PeakMegabytes());
        }
        return $"| {row.Name}, {row.AnsweredForMemory} at once | | {string.Join(", ", peaks.Select(Sample.Figure))} |";
    }

    // The last contender is the one that the bar is about; of two, the better one is in bold.
    private void Report(Row row, string task, List<double>[] times, double? bar, double[] first)
    {
        double[] medians = [.. times.Select(Sample.Median)];
        var best = Array.IndexOf(medians, medians[1..].Min());
        var judged = Ratios(times.Length - 1);
        var (low, high) = Sample.Interval(judged);
        var holds = Sample.Median(judged) <= bar;
        if (bar is not null) _bars++;
        if (holds) _held++;
        var verdict = bar is null ? "" : (holds ? "yes" : "**no**") + (low <= bar && bar < high ? "?" : "");
        print($"| {row.Name} | {task} | {Sample.Figure(medians[0])} | {Beside(1)} | "
            + $"{(times.Length > 2 ? Beside(2) : "| | ")} | {bar} | {verdict} | "
            + $"{string.Join(", ", first.Select(Sample.Figure))} | {judged.Length} |");

        double[] Ratios(int peer) => [.. times[0].Zip(times[peer], (valence, other) => valence / other)];

        string Beside(int peer)
        {
            var ratios = Ratios(peer);
            var (from, to) = Sample.Interval(ratios);
            var bold = peer == best ? "**" : "";
            return $"{Sample.Figure(medians[peer])} | {bold}{Sample.Median(ratios):F2}{bold} | {from:F2} to {to:F2}";
        }
    }

    private static string Megabytes(params WorkerProcess[] workers) =>
        string.Join(", ", workers.Select(worker => Sample.Figure(worker.PeakMegabytes())));
}
