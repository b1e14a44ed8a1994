using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Constraints;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Contracts;

/// <summary>A backend whose memory the host can't read gives the bits of the reference backend.</summary>
public sealed class ArenaBackendTests
{
    public static TheoryData<string> Rows => OperationContractTests.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Operations_have_the_bits_of_the_plain_definition(string name)
    {
        var row = OperationContracts.All.Single(row => row.Name == name);
        using var backend = new ArenaBackend();
        var executor = new EagerExecutor(new StepMemory(backend));
        foreach (var example in row.Examples)
        {
            if (example.Sum(x => x?.Count ?? 0) > 20_000) continue;
            Tensor[] plain = new Tensor[row.Outputs], made = new Tensor[row.Outputs];
            new EagerExecutor(new StepMemory(new ReferenceBackend())).Run(row.Operation, example, plain);
            executor.Run(row.Operation, [.. example.Select(x => x?.Copy())], made);
            for (var i = 0; i < row.Outputs; i++) Assert.Equal(Bits(plain[i]), Bits(made[i]));
        }
    }

    public static TheoryData<string> Networks =>
        ["dense", "embedding", "convolution", "lstm", "gru", "attention", "normalized", "several"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_has_the_bits_of_the_reference_backend(string network)
    {
        using var reference = new ReferenceBackend();
        using var arena = new ArenaBackend();
        var (expected, received) = (Trained(network, reference), Trained(network, arena));
        Assert.Equal(expected, received);
        Assert.NotEmpty(arena.Uploads);
        Assert.NotEmpty(arena.Downloads);
    }

    public static TheoryData<string> RecipeNames => [.. Recipes.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(RecipeNames))]
    public void Recipes_train_save_and_open_with_the_bits_of_the_reference_backend(string name)
    {
        var recipe = Recipes.Find(name);
        using var reference = new ReferenceBackend();
        using var arena = new ArenaBackend();
        Assert.Equal(Kept(recipe, reference), Kept(recipe, arena));
    }

    [Fact]
    public void A_steady_step_moves_the_batch_the_figures_and_what_fallbacks_need_alone()
    {
        using var arena = new ArenaBackend();
        var model = new Sequential(new Dense(6, "relu"), new Dense(1)) { Backend = arena, Seed = 3 };
        model.Compile(new Sgd(0.1f), "mse");
        for (var i = 0; i < 3; i++)
        {
            arena.Uploads.Clear();
            arena.Downloads.Clear();
            model.TrainOnBatch(Numbers(8, 4), Numbers(8, 1));
        }
        // Inputs, targets and the numbers of the optimizer's step; the loss.
        Assert.Equal([8, 8, 32], Others(arena.Uploads).Order());
        Assert.Equal([1], Others(arena.Downloads));
        string[] plain = ["Square", "Negate", "Sum", "SumTo", "ReluGradient", "Expand"];
        Assert.All(arena.Uploads.Concat(arena.Downloads), transfer => Assert.True(
            transfer.For is null || plain.Contains(transfer.For), transfer.For));
    }

    // What is seen of a recipe that is trained, saved in between, opened and trained further.
    private static float[] Kept(Recipe recipe, Backend backend)
    {
        const int Texts = 12, Length = 64;
        var x = Tensor.From([.. Enumerable.Range(0, Texts * Length).Select(i => i * i % 23)], [Texts, Length]);
        var y = Tensor.From([.. Enumerable.Range(0, Texts).Select(i => i * i % 3)], [Texts, 1]);
        var model = recipe.Build(new(23, Length), classes: 3, seed: 5, backend);
        model.Compile(new Adam(0.01f), "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        Callback[] callbacks = [new EarlyStopping(patience: 1, restoreBestWeights: true)];
        var first = model.Fit(x, y, epochs: 2, batchSize: 4, validationSplit: 0.25, verbose: 0, callbacks: callbacks);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var opened = KerasFile.Open(file, "kept", new() { Backend = backend }).Model;
        var second = opened.Fit(x, y, epochs: 1, batchSize: 4, validationSplit: 0.25, verbose: 0,
            callbacks: callbacks);
        return [.. first.Names.SelectMany(name => first[name]), .. second.Names.SelectMany(name => second[name]),
            .. opened.Weights.SelectMany(weight => weight.Value.Floats.ToArray()), .. opened.Predict(x).Floats];
    }

    private static IEnumerable<int> Others(List<ArenaBackend.Transfer> transfers) =>
        transfers.Where(transfer => transfer.For is null).Select(transfer => transfer.Count);

    private static float[] Trained(string network, Backend backend)
    {
        var ids = network is "embedding" or "lstm" or "gru" or "attention" or "several";
        var x = ids ? Tensor.From([.. Enumerable.Range(0, 60).Select(i => i * 7 % 11)], [10, 6]) : Numbers(10, 6);
        if (network == "convolution") x = Numbers(10, 6, 3);
        var y = Tensor.From([.. Enumerable.Range(0, 10).Select(i => (float)(i * i % 3 == 1 ? 1 : 0))], [10, 1]);
        Layer[] layers = network switch
        {
            "dense" => [new Dense(5, "tanh") { KernelRegularizer = new L2(0.01), BiasConstraint = new NonNeg() },
                new Dropout(0.3), new Dense(1, "sigmoid")],
            "embedding" => [new Embedding(11, 4), new Flatten(), new Dense(9, "relu"), new Dense(1, "sigmoid")],
            "convolution" => [new Conv1D(4, 3, activation: "relu"), new GlobalMaxPooling1D(), new Dense(1, "sigmoid")],
            "lstm" => [new Embedding(11, 4, maskZero: true), new Lstm(5), new Dense(1, "sigmoid")],
            "gru" => [new Embedding(11, 4), new Bidirectional(new Gru(3)), new Dense(1, "sigmoid")],
            "attention" => [new TokenAndPositionEmbedding(11, 6, 4), new GlobalAveragePooling1D(),
                new Dense(1, "sigmoid")],
            "normalized" => [new BatchNormalization(), new LayerNormalization(), new Dense(1, "sigmoid")],
            _ => [new Embedding(11, 4, maskZero: true), new Lstm(3, returnSequences: true), new Conv1D(4, 2),
                new GlobalAveragePooling1D(), new Dense(1, "sigmoid")],
        };
        var model = new Sequential(layers) { Backend = backend, Seed = 5 };
        Optimizer optimizer = network switch
        {
            "dense" => new Adam(0.01f) { Clipnorm = 1, WeightDecay = 0.01 },
            "gru" => new Rmsprop(0.01f) { UseEma = true },
            "several" => new Sgd(0.05f, momentum: 0.9) { GradientAccumulationSteps = 2 },
            _ => new Adam(0.01f),
        };
        model.Compile(optimizer, "binary_crossentropy", metrics: ["accuracy", "AUC"]);
        var history = model.Fit(x, y, epochs: 3, batchSize: 4, validationSplit: 0.2, verbose: 0,
            callbacks: [new EarlyStopping(patience: 1, restoreBestWeights: true)]);
        return [.. history.Names.SelectMany(name => history[name]),
            .. model.Weights.SelectMany(weight => weight.Value.Floats.ToArray()), .. model.Predict(x).Floats];
    }

    private static Tensor Numbers(params ReadOnlySpan<int> shape) => Layers.Calls.Normal(Shape.Create(shape));

    private static int[] Bits(Tensor tensor) => tensor.Type == ElementType.Int32 ? tensor.Ints.ToArray()
        : MemoryMarshal.Cast<float, int>(tensor.Floats).ToArray();
}
