using System.Diagnostics;
using System.Text;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Losses;
using Valence.Metrics;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Bench;

/// <summary>Trains the networks that other frameworks were measured with, on the same split and preparation, and prints
/// accuracy, times and memory beside OpenBLAS' rate in the same run.</summary>
internal sealed class PeerBenchmark(BenchOptions options)
{
    // The epochs that others were measured for and one more, and the best step of any of them in milliseconds at 259
    // GFLOP/s.
    private static readonly Dictionary<string, (int Epochs, double? PeerStep, double Target)> Plans = new()
    {
        ["mlp"] = (4, 3.2, .865),
        ["lstm"] = (5, 30.5, .86),
        ["cnn-lstm"] = (3, 6.3, .845),
        ["bilstm"] = (4, 12.1, .84),
        ["gru"] = (2, 37.4, .835),
        ["cnn"] = (2, 23.9, .83),
        ["fasttext"] = (4, 2.1, .855),
        ["transformer"] = (3, 14.9, .86),
    };

    private const double PeerGigaFlops = 259;

    private readonly StringBuilder _table = new();

    public int Run()
    {
        using var cpu = new CpuBackend(options.Threads);
        Backend backend = options.Profile ? new ProfilingBackend(cpu) : cpu;
        Line($"Valence on {cpu.Threads} threads, "
            + $"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, vectors of "
                + $"{Kernels.VectorWidth.Lanes} lanes; OpenBLAS "
                    + $"{(OpenBlas.IsInstalled ? "on two threads" : "is not installed")}");
        Line("");
        Line("| network | seed | test accuracy by epoch | best | target | epoch, s | step, ms (median) | OpenBLAS, "
            + "GFLOP/s (median) | at 259 GFLOP/s | best peer, ms | ratio | 25,000 predictions, s | peak memory, MB |");
        Line("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var data = new ImdbData(options.Folder);
        foreach (var recipe in Recipes.All.Where(
            recipe => options.Networks.Count == 0 || options.Networks.Contains(recipe.Name)))
        {
            var best = new List<double>();
            for (var seed = 0; seed < options.Seeds; seed++) best.Add(Train(recipe, data, (ulong)seed, backend));
            best.Sort();
            if (options.Steps is null)
                Line($"| {recipe.Name} | median | | {best[best.Count / 2]:F4} | {Plans[recipe.Name].Target} | | | | "
                    + "| | | | |");
        }
        if (options.Output is { } file) File.WriteAllText(file, _table.ToString());
        return 0;
    }

    private double Train(Recipe recipe, ImdbData data, ulong seed, Backend backend)
    {
        var (epochs, peer, target) = Plans[recipe.Name];
        var (x, y, testX, testY) = data.Prepare(recipe.NumWords, recipe.MaxLength);
        var model = recipe.Build(new(recipe.NumWords, recipe.MaxLength), 2, seed, backend);
        model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);
        var steps = new List<double>();
        var seconds = new List<double>();
        var accuracies = new List<double>();
        var watch = new Stopwatch();
        var unit = new MachineUnit();
        var (last, sampling, cold) = (0.0, 0.0, 0);
        var timing = new LambdaCallback
        {
            EpochBegin = (_, _) => (last, sampling, cold) = (Restarted(watch), 0, 1),
            TrainBatchEnd = (_, state) =>
            {
                // The steps after a sample find the caches and the threads cold.
                if (cold-- <= 0) steps.Add(watch.Elapsed.TotalMilliseconds - last);
                if (steps.Count == options.Steps) state.StopTraining = true;
                var sampled = unit.SampleNowAndThen();
                if (sampled > 0) (sampling, cold) = (sampling + sampled, 2);
                last = watch.Elapsed.TotalMilliseconds;
            },
            EpochEnd = (_, _) =>
            {
                seconds.Add(watch.Elapsed.TotalSeconds - sampling / 1000);
                if (options.Steps is null) accuracies.Add(model.Evaluate(testX, testY, 128)["accuracy"]);
            },
        };
        for (var epoch = 0; epoch < epochs && (options.Steps is null || epoch == 0); epoch++)
            model.Fit(x, y, recipe.BatchSize, epoch + 1,
                callbacks: [timing], verbose: 0, initialEpoch: epoch);
        watch.Restart();
        if (options.Steps is null) model.Predict(testX, 128);
        var predicting = watch.Elapsed.TotalSeconds;
        steps.Sort();
        var median = steps[steps.Count / 2];
        var rate = unit.Median;
        var scaled = median * rate / PeerGigaFlops;
        var best = accuracies.DefaultIfEmpty(0).Max();
        Line($"| {recipe.Name} | {seed} | {string.Join(" ", accuracies.Select(a => $"{a:F3}"))} | {best:F4} | "
            + $"{target} | {seconds.Average():F1} | {median:F2} | {rate:F0} | {scaled:F2} | {peer} | "
                + $"{scaled / peer:F2} | {predicting:F2} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} |");
        if (backend is ProfilingBackend profile)
        {
            Line($"  steps take {steps.Sum() / steps.Count:F2} ms in the mean");
            foreach (var line in profile.Report(steps.Count)) Line(line);
        }
        return best;
    }

    private static double Restarted(Stopwatch watch)
    {
        watch.Restart();
        return 0;
    }

    private void Line(string text)
    {
        Console.WriteLine(text);
        _table.Append(text).Append('\n');
    }
}
