using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>What the engine promises, for the network of every recipe: no garbage, the same bits, the same answer alone
/// or in a crowd.</summary>
[Collection(nameof(RecipeContractTests))]
[CollectionDefinition(nameof(RecipeContractTests), DisableParallelization = true)]
public sealed class RecipeContractTests
{
    private const int Rows = 1_000;
    private static readonly RecipeSize Size = new(150, 36);

    public static TheoryData<string> Names => [.. Recipes.All.Select(recipe => recipe.Name)];

    /// <summary>The linear model is not trained by steps.</summary>
    public static TheoryData<string> Networks =>
        [.. Recipes.All.Select(recipe => recipe.Name).Where(name => name != Recipes.Linear.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_allocates_nothing_from_the_third_step_on(string name)
    {
        using var backend = new CpuBackend(threads: 2);
        var model = Recipes.Find(name).Build(Size, 2, 7, backend);
        var compiled = new Compilation(new Adam().NewState(), [new BinaryCrossentropy()],
            new() { Metrics = [[Metric.Accuracy]] });
        var step = new TrainingStep(model, backend, new(model, compiled), compiled.Optimizer, null, null);
        (step.Batch.X, step.Batch.Y) = ([Ids(32, 1)], [Labels(32)]);
        for (var number = 0UL; number < 2; number++) step.Run(number);

        // Other threads of the process allocate now and then; what a step allocates shows in every one of them.
        var grown = new long[10];
        for (var i = 0; i < grown.Length; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            step.Run(2 + (ulong)i);
            grown[i] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        Assert.True(grown.Count(bytes => bytes == 0) >= grown.Length / 2,
            $"Steps allocated {string.Join(", ", grown)} bytes.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_seed_gives_the_same_weights_with_any_number_of_threads_and_every_time(string name)
    {
        var (alone, pair, again) = (Trained(name, 1, 5), Trained(name, 2, 5), Trained(name, 2, 5));
        Assert.Equal(alone, pair);
        Assert.Equal(pair, again);
        Assert.NotEqual(alone, Trained(name, 1, 6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_has_the_same_bytes_of_prediction_alone_and_anywhere_in_a_crowd(string name)
    {
        using var backend = new CpuBackend(threads: 2);
        var model = Recipes.Find(name).Build(Size, 2, 7, backend);
        var x = Ids(Rows, 2);
        var together = Bits(model.Predict(x, Rows));
        Assert.True(together.Distinct().Count() > Rows / 10, "The predictions are too much alike to tell anything.");

        int[] chosen = [0, 1, 2, 3, 7, 63, 500, 501, 996, 997, 998, 999];
        foreach (var row in chosen) Assert.Equal(together[row], Bits(model.Predict(Row(x, row)))[0]);
        foreach (var batch in (int[])[3, 32, 129]) Assert.Equal(together, Bits(model.Predict(x, batch)));
        foreach (var shift in (int[])[1, 2, 5, 499])
        {
            var order = Enumerable.Range(0, Rows).Select(i => (i + shift) % Rows).ToArray();
            Assert.Equal(order.Select(row => together[row]), Bits(model.Predict(new Data(x).Take(order), Rows)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predictions_of_eight_threads_at_once_equal_those_of_one(string name)
    {
        using var backend = new CpuBackend(threads: 2);
        var model = Recipes.Find(name).Build(Size, 2, 7, backend);
        var parts = Enumerable.Range(0, 8).Select(i => Ids(40 + i, 10 + (ulong)i)).ToArray();
        var expected = parts.Select(part => Bits(model.Predict(part))).ToArray();

        using var start = new Barrier(parts.Length);
        var received = new int[parts.Length][][];
        var threads = parts.Select((part, i) => new Thread(() =>
        {
            start.SignalAndWait();
            received[i] = [.. Enumerable.Range(0, 3).Select(_ => Bits(model.Predict(part)))];
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        for (var i = 0; i < parts.Length; i++) Assert.All(received[i], bits => Assert.Equal(expected[i], bits));
    }

    private static byte[] Trained(string name, int threads, ulong seed)
    {
        using var backend = new CpuBackend(threads);
        var model = Recipes.Find(name).Build(Size, 2, seed, backend);
        model.Compile(new Adam(), new BinaryCrossentropy());
        model.Fit(Ids(80, 1), Labels(80), epochs: 2, batchSize: 32, verbose: 0);
        return [.. model.GetWeights().SelectMany(weight => MemoryMarshal.AsBytes(weight.Floats).ToArray())];
    }

    private static Tensor Ids(int rows, ulong seed)
    {
        var ids = new Tensor([rows, Size.Length], ElementType.Int32);
        var random = new CounterRandom(seed, 3);
        for (var row = 0; row < rows; row++)
        {
            // Texts of all lengths, padded in front.
            var padding = random.Below((ulong)(rows * Size.Length + row), Size.Length);
            for (var i = padding; i < Size.Length; i++) ids.Change<int>()[row * Size.Length + i] =
                1 + random.Below((ulong)(row * Size.Length + i), Size.Ids - 1);
        }
        return ids;
    }

    private static Tensor Labels(int rows) =>
        Tensor.From([.. Enumerable.Range(0, rows).Select(row => (float)(row % 2))], [rows, 1]);

    private static Tensor Row(Tensor x, int row) =>
        Tensor.From(x.Ints.Slice(row * Size.Length, Size.Length), [1, Size.Length]);

    private static int[] Bits(Tensor predictions) => MemoryMarshal.Cast<float, int>(predictions.Floats).ToArray();
}
