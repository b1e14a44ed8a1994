using System.Diagnostics;
using Valence.Backends;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Bench.Turns;

/// <summary>Measures the build of Valence it is compiled against when it is told to: a line in, a line out.</summary>
/// <remarks>
/// <c>round NETWORK TASK CALLS</c> answers the milliseconds and the allocated bytes of a call, <c>memory</c> the
/// largest resident megabytes so far. A network is built when it is first named and forgotten when another one is.
/// </remarks>
internal sealed class Worker
{
    private readonly string _name;
    private readonly Model _model;
    private readonly (Tensor X, Tensor Y)[] _batches;
    private readonly Dictionary<string, Tensor> _asked;
    private int _steps;

    private Worker(Network network, Backend backend)
    {
        var random = new Random(1);
        _name = network.Name;
        var input = Keras.Input([network.Length], ElementType.Int32);
        var output = new Dense(1, "sigmoid").Call(network.Body(input));
        _model = new Functional(input, output) { Backend = backend, Seed = 1 };
        _model.Compile(new Adam(), new BinaryCrossentropy());
        _batches = [.. Enumerable.Range(0, 8).Select(_ => (Texts(network.Batch), Labels(network.Batch)))];
        _asked = network.Answers.ToDictionary(rows => $"{rows}", Texts);

        // The n-th word is as frequent as 1 / n, as in texts.
        Tensor Texts(int rows) => Tensor.From([.. Enumerable.Range(0, rows * network.Length)
            .Select(_ => (int)Math.Pow(network.Vocabulary, random.NextDouble()))], [rows, network.Length]);

        Tensor Labels(int rows) =>
            Tensor.From([.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(2))], [rows, 1]);
    }

    public static void Run()
    {
        using var backend = new CpuBackend();
        Worker? worker = null;
        while (Console.ReadLine()?.Split(' ') is { } command)
            Console.WriteLine(command switch
            {
                ["round", var name, var task, var calls] => On(name).Round(task, int.Parse(calls)),
                ["memory"] => $"{Process.GetCurrentProcess().PeakWorkingSet64 / 1e6}",
                _ => throw new ArgumentException($"Expected a command, received '{string.Join(' ', command)}'."),
            });

        Worker On(string name)
        {
            if (worker?._name == name) return worker;
            worker = null;
            GC.Collect();
            return worker = new(Network.All.Single(network => network.Name == name), backend);
        }
    }

    private string Round(string task, int calls)
    {
        // The other process has had the caches, and the threads have slept.
        if (calls > 1) Call(task);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) Call(task);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return $"{milliseconds / calls} {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / calls}";
    }

    private void Call(string task)
    {
        if (_asked.TryGetValue(task, out var asked))
        {
            _model.Predict(asked, asked.Shape[0]);
            return;
        }
        var (x, y) = _batches[_steps++ % _batches.Length];
        _model.TrainOnBatch(x, y);
    }
}
