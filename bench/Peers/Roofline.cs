using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>How much products get out of the machine, and whole calls out of products.</summary>
internal sealed class Roofline(Place place, Contest contest, Action<string> print)
{
    private const string Whole = "minilm_256";
    private static readonly int[] Threads = [1, 2];

    /// <summary>The row that <see cref="Run"/> needs prepared.</summary>
    public static Row Row { get; } = Peers.Row.All.Single(row => row.Name == Whole);

    public void Run()
    {
        // Each library with one thread and with two.
        WorkerProcess[] blas = Start(Engine.OpenBlas), torch = Start(Engine.Torch), valence = Start(Engine.Valence);
        try
        {
            var peaks = Peaks(valence);
            Products(blas, torch, valence, peaks);
            WholeCalls(blas, torch, valence);
        }
        finally
        {
            foreach (var worker in (WorkerProcess[])[.. blas, .. torch, .. valence]) worker.Dispose();
        }

        WorkerProcess[] Start(string engine) => [.. Threads.Select(threads => place.Start(engine, threads))];
    }

    private double[] Peaks(WorkerProcess[] valence)
    {
        var fma = Rates("fma");
        var triad = Rates("triad");
        print("| the processor | 1 thread | 2 threads | gain |");
        print("|---|---|---|---|");
        print($"| multiply-adds of registers, GFLOP/s | {fma[0]:F0} | {fma[1]:F0} | {fma[1] / fma[0]:F2} |");
        print($"| triad in memory, GB/s | {triad[0]:F1} | {triad[1]:F1} | {triad[1] / triad[0]:F2} |");
        print("");
        return fma;

        double[] Rates(string task)
        {
            Turn[] turns = [.. valence.Select(worker => new Turn(worker, Engine.Processor, task))];
            foreach (var turn in turns) turn.WarmUp();
            return [.. contest.Measure(turns).Zip(Threads,
                (times, threads) => Processor.Amount(task, threads) / Sample.Median(times) / 1e6)];
        }
    }

    private void Products(WorkerProcess[] blas, WorkerProcess[] torch, WorkerProcess[] valence, double[] peaks)
    {
        print("GFLOP/s of products, with one thread and with two; OpenBLAS does many of them one after another.");
        print("");
        print("| product | m, k, n | OpenBLAS | libtorch | Valence | Valence / OpenBLAS | Valence / libtorch "
            + "| Valence of the peak | gain: OpenBLAS, Valence |");
        print("|---|---|---|---|---|---|---|---|---|");
        foreach (var product in Product.All)
        {
            Turn[] turns = [.. blas.Concat(torch).Concat(valence)
                .Select(worker => new Turn(worker, Engine.Products, product.Name))];
            foreach (var turn in turns[^2..]) turn.WarmUp();
            double[] rates = [.. contest.Measure(turns)
                .Select(times => product.Operations / Sample.Median(times) / 1e6)];
            print($"| {product.Name} | {product} | {rates[0]:F1}, {rates[1]:F1} | {rates[2]:F1}, {rates[3]:F1} "
                + $"| {rates[4]:F1}, {rates[5]:F1} | {rates[4] / rates[0]:F2}, {rates[5] / rates[1]:F2} "
                + $"| {rates[4] / rates[2]:F2}, {rates[5] / rates[3]:F2} "
                + $"| {rates[4] / peaks[0]:P0}, {rates[5] / peaks[1]:P0} "
                + $"| {rates[1] / rates[0]:F2}, {rates[5] / rates[4]:F2} |");
        }
        print("");
    }

    private void WholeCalls(WorkerProcess[] blas, WorkerProcess[] torch, WorkerProcess[] valence)
    {
        var rows = Row.Network.Batch;
        print($"{Whole}: multiplications and additions of its products over the time of the whole call, and OpenBLAS' "
            + $"product {Product.Unit} in turns with it.");
        print("");
        print("| call | threads | Valence, ms | GFLOP/s | libtorch, ms | GFLOP/s | OpenBLAS, GFLOP/s "
            + "| Valence / OpenBLAS | gain: Valence, libtorch, OpenBLAS |");
        print("|---|---|---|---|---|---|---|---|---|");
        // A step goes through the network once forward, and back to each factor of each product.
        Print($"step of {rows} rows", "step", Operations(3 * rows));
        Print("one answer", "1", Operations(1));

        void Print(string call, string task, double operations)
        {
            Turn[] whole = [.. valence.Concat(torch).Select(worker => new Turn(worker, Whole, task))];
            foreach (var turn in whole) turn.WarmUp();
            Turn[] unit = [.. blas.Select(worker => new Turn(worker, Engine.Products, Product.Unit.Name))];
            double[] times = [.. contest.Measure([.. whole, .. unit]).Select(Sample.Median)];
            for (var i = 0; i < Threads.Length; i++)
            {
                var rate = Product.Unit.Operations / times[4 + i] / 1e6;
                var gain = i == 0 ? ""
                    : $"{times[0] / times[1]:F2}, {times[2] / times[3]:F2}, {times[4] / times[5]:F2}";
                print($"| {call} | {Threads[i]} | {Sample.Figure(times[i])} | {operations / times[i] / 1e6:F1} "
                    + $"| {Sample.Figure(times[2 + i])} | {operations / times[2 + i] / 1e6:F1} | {rate:F1} "
                    + $"| {operations / times[i] / 1e6 / rate:P0} | {gain} |");
            }
        }
    }

    // Six blocks: queries, keys, values and what is attended are of the width, the dense block four times as wide and
    // back; each word has a score with every word and a share of each.
    private static double Operations(int rows)
    {
        const double Blocks = 6, Width = 384;
        double length = Row.Network.Length;
        return 2 * rows * length * Blocks * (4 * Width * Width + 2 * Width * 4 * Width + 2 * length * Width);
    }
}
