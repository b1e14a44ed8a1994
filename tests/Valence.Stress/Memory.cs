using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Valence.Classification;
using Valence.Models;
using Valence.Text;

namespace Valence.Stress;

/// <summary>What many calls, loads and callers leave behind.</summary>
internal sealed class Memory(Action<string> tell)
{
    private const long Most = 100 << 20;

    /// <summary>Measures, and says whether all stays within its limits.</summary>
    public bool Run()
    {
        var folder = Directory.CreateTempSubdirectory("valence-stress-").FullName;
        try
        {
            var (classifier, large) = (Kinds.Trained(), Large());
            var (ours, keras) = (Path.Combine(folder, "model.valence"), Path.Combine(folder, "model.keras"));
            classifier.Save(ours);
            classifier.Model.Save(keras);
            var text = Kinds.Texts[0];
            var ids = classifier.Encoder.Encode([text]);
            string[] texts = [.. Enumerable.Range(0, 64)
                .Select(i => string.Join(' ', Enumerable.Repeat(text, 100 + i)))];
            tell("                                 heap MB  RSS at first  collected  threads");
            bool[] right =
            [
                Stays("10,000 calls", () => classifier.Predict(text),
                    () => Times(10_000, () => classifier.Predict(text))),
                Stays("2,000 loads of .valence", () => TextClassifier.Load(ours).Predict(text),
                    () => Times(2000, () => TextClassifier.Load(ours).Predict(text))),
                Stays("2,000 loads of .keras", () => Model.Load(keras).Predict(ids),
                    () => Times(2000, () => Model.Load(keras).Predict(ids))),
                Stays("64 callers of 64 texts", () => large.Predict(texts),
                    () => AtOnce.Run(64, _ => large.Predict(texts))),
                .. Kinds.All.Select((kind, i) => IsFreed(kind,
                    new(Directory.CreateDirectory(Path.Combine(folder, $"{i}")).FullName))),
            ];
            return right.All(one => one);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Times(int count, Action call)
    {
        for (var i = 0; i < count; i++) call();
    }

    // A vocabulary and texts of an everyday size.
    private static TextClassifier Large() => TextClassifier.Train([.. Enumerable.Range(0, 200).Select(i =>
        new LabelledText(string.Join(' ', Enumerable.Range(0, 100).Select(j => $"word{(i * 97 + j * 31) % 9973}")
            .Append(Kinds.Texts[0])), $"{i % 2}", i))], Kinds.Settings with { Recipe = Recipes.Cnn, BatchSize = 50 });

    private bool Stays(string what, Action once, Action often)
    {
        once();
        var before = Measured();
        often();
        var after = Measured();
        var right = after.Heap - before.Heap <= Most && after.Resident - before.Resident <= Most
            && after.Threads <= before.Threads + Environment.ProcessorCount;
        tell($"{what,-26}before {Line(before)}");
        tell($"{(right ? "" : "TOO MUCH"),-26} after {Line(after)}");
        return right;
    }

    private static string Line((long Heap, long Resident, long AtFirst, int Threads) now) => string.Create(
        CultureInfo.InvariantCulture, $"{now.Heap / 1048576.0,8:F1}  {now.AtFirst / 1048576.0,8:F1}  "
            + $"{now.Resident / 1048576.0,8:F1}  {now.Threads,8}");

    // The collector keeps memory for what may come; what is asked for is what it could give back.
    private static (long Heap, long Resident, long AtFirst, int Threads) Measured()
    {
        var atFirst = Environment.WorkingSet;
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: false), process.WorkingSet64, atFirst, process.Threads.Count);
    }

    private bool IsFreed(Kind kind, Files files)
    {
        var left = Used(kind, files);
        for (var i = 0; i < 10 && left.Any(one => one.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var alive = left.Count(one => one.IsAlive);
        tell($"{kind.Name}: {left.Length - alive} of {left.Length} freed");
        return alive == 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Used(Kind kind, Files files)
    {
        var world = kind.Make(files);
        world.Warm();
        world[0].PredictAll(world.X, world.Rows);
        world[0].Fit(world.X, world.Y, batchSize: world.Rows, verbose: 0);
        files.Write(world);
        var loaded = Model.Load(files.Model(0));
        loaded.PredictAll(world.X, world.Rows);
        return [new(world[0]), new(world[1]), new(world.Shared(0)), new(loaded), new(world[0].GetWeights()[0])];
    }
}
