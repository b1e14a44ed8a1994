using Valence.Backends;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

public sealed class DriftExperiment
{
    [Fact]
    public void Print()
    {
        foreach (var name in (string[])["adam", "rmsprop", "sgd"])
        {
            var worst = new float[4];
            for (var seed = 1UL; seed < 60; seed++)
            {
                using Backend reference = new ReferenceBackend(), cpu = new CpuBackend(2);
                var models = new[] { reference, cpu }.Select(b => Train(name, seed, b)).ToArray();
                for (var s = 0; s < 4; s++)
                    for (var w = 0; w < models[0][s].Length; w++)
                        for (var j = 0; j < models[0][s][w].Count; j++)
                            worst[s] = Math.Max(worst[s], Math.Abs(models[0][s][w].Floats[j] - models[1][s][w].Floats[j]));
            }
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: largest weight difference after 0..3 steps: {string.Join(" ", worst)}");
            Console.Error.WriteLine($"DRIFT {name}: largest weight difference after 0..3 steps: {string.Join(" ", worst)}");
        }
    }

    [Fact]
    public void Stats()
    {
        foreach (var kind in (string[])["SimpleRnn", "Lstm", "Gru"])
        {
            var lines = new List<(double, string)>();
            for (var seed = 0UL; seed < 150; seed++)
            {
                var random = new Randomness.CounterRandom(seed, 17);
                var reverse = random.Below(0, 2) == 0;
                var (batch, time, features, units) = seed % 10 == 0 ? (8, 17, 4, 5) : (1 + random.Below(1, 5), 1 + random.Below(2, 19), 1 + random.Below(3, 6), 1 + random.Below(4, 9));
                var operands = SequenceBoundTests.Operands(kind, seed, random, batch, time, features, units);
                var exact = new ExactSequence(kind, reverse, operands);
                var expected = exact.Results();
                double[][] seeds = [SequenceBoundTests.Doubles([time, batch, units], seed + 500), SequenceBoundTests.Doubles([batch, units], seed + 600), kind == "Lstm" ? SequenceBoundTests.Doubles([batch, units], seed + 700) : []];
                int[] watched = [.. Enumerable.Range(0, 9).Where(i => operands[i] is not null && i is not (5 or 6))];
                var gradients = watched.Select(i => exact.Gradient(i, seeds)).ToArray();
                var all = new List<List<float[]>>();
                foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(2)])
                    using (backend)
                    {
                        var eager = new Execution.EagerExecutor(backend, new());
                        var recording = new Execution.RecordingExecutor(eager);
                        foreach (var i in watched) recording.Watch(operands[i]!);
                        var y = new Tensor[kind == "Lstm" ? 5 : 3];
                        recording.Run(SequenceBoundTests.Operation(kind, reverse), operands, y);
                        Tensor[] results = [y[0], y[1], .. kind == "Lstm" ? [y[4]] : (Tensor[])[]];
                        var inner = new Execution.CallContext(eager);
                        var list = results.Select(r => r.Floats.ToArray()).ToList();
                        for (var i = 0; i < results.Length; i++) recording.Seed(results[i], Tensor.From([.. seeds[i].Select(v => (float)v)], results[i].Shape), inner);
                        recording.Backward(inner);
                        foreach (var i in watched) list.Add(recording.Gradient(operands[i]!)!.Floats.ToArray());
                        all.Add(list);
                    }
                double[][] truth = [.. expected[..(kind == "Lstm" ? 3 : 2)], .. gradients];
                var overall = gradients.Max(g => g.Select(Math.Abs).DefaultIfEmpty().Max());
                for (var k = 0; k < truth.Length; k++)
                {
                    var largest = truth[k].Select(Math.Abs).DefaultIfEmpty().Max();
                    if (largest == 0) continue;
                    double r = 0, c = 0, d = 0;
                    for (var j = 0; j < truth[k].Length; j++)
                    {
                        r = Math.Max(r, Math.Abs(truth[k][j] - all[0][k][j]) / largest);
                        c = Math.Max(c, Math.Abs(truth[k][j] - all[1][k][j]) / largest);
                        d = Math.Max(d, Math.Abs(all[0][k][j] - all[1][k][j]) / largest);
                    }
                    lines.Add((Math.Max(Math.Max(r, c), d), $"{kind} seed {seed} [{batch},{time},{features},{units}] tensor {k - (kind == "Lstm" ? 3 : 2)} largest {largest:E2} ref {r:E2} cpu {c:E2} between {d:E2}"));
                }
            }
            foreach (var (_, line) in lines.OrderByDescending(l => l.Item1).Take(8)) Console.Error.WriteLine("STAT " + line);
        }
    }

    private static Tensor[][] Train(string name, ulong seed, Backend backend)
    {
        var model = new Sequential(new Masking(), new Bidirectional(new SimpleRnn(5) { Dropout = .3f, RecurrentDropout = .4f }), new Dense(1)) { Seed = seed, Backend = backend };
        var x = Normal([8, 17, 4], seed);
        for (var b = 0; b < 8; b++) x.Floats.Slice((b * 17 + 17 - b) * 4, b * 4).Clear();
        model.BuildFor(x.Shape);
        model.Compile(name switch { "adam" => new Adam(0.01f), "rmsprop" => new RMSprop(0.01f), _ => new SGD(0.01f) }, new MeanSquaredError());
        var result = new List<Tensor[]> { model.GetWeights().ToArray() };
        for (var s = 0; s < 3; s++)
        {
            model.TrainOnBatch(x, Normal([8, 1], seed + 100));
            result.Add(model.GetWeights().ToArray());
        }
        return [.. result];
    }
}
