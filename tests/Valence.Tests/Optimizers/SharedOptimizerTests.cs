using System.Runtime.InteropServices;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Tests.Contracts;
using Valence.Training;

namespace Valence.Tests.Optimizers;

/// <summary>An optimizer is a description: whoever trains with it, and when, gets the bits of one made
/// anew.</summary>
public sealed class SharedOptimizerTests
{
    private static readonly Data X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => i * i % 23)], [8, 5]);

    private static readonly Data Y = Tensor.From([.. Enumerable.Range(0, 8).Select(i => i % 3 - 0.5f)], [8, 1]);

    /// <summary>Every optimizer of the assembly, with the defaults and with what all can be told.</summary>
    public static TheoryData<int, string> All =>
        [.. OptimizerContracts.Optimizers.Select((optimizer, number) => (number, optimizer.KerasName))];

    [Theory]
    [MemberData(nameof(All))]
    public void Two_models_share_one(int number, string _)
    {
        var shared = Make(number);
        Assert.Equal(InTurn(Compiled(Make(number)), Compiled(Make(number))),
            InTurn(Compiled(shared), Compiled(shared)));

        static int[] InTurn(Model a, Model b) => [.. Trained(a), .. Trained(b), .. Trained(a), .. Trained(b)];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_model_that_is_compiled_with_it_again_begins_anew(int number, string _)
    {
        var shared = Make(number);
        var model = Compiled(shared);
        model.InitializeWeights();
        Tensor[] before = [.. model.GetWeights().Select(weight => weight.Copy())];
        var first = Trained(model);
        model.SetWeights(before);
        model.Compile(shared, "mse");
        Assert.Equal(first, Trained(model));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void One_training_after_another_begins_anew(int number, string _)
    {
        var shared = Make(number);
        Assert.Equal(Trained(Compiled(shared)), Trained(Compiled(shared)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Two_trainings_go_on_at_once(int number, string _)
    {
        var shared = Make(number);
        Sequential[] models = [Compiled(shared), Compiled(shared)];
        var bits = await Task.WhenAll(models.Select(model =>
            Task.Run(() => Trained(model, epochs: 20), TestContext.Current.CancellationToken)));
        var alone = Trained(Compiled(Make(number)), epochs: 20);
        Assert.All(bits, trained => Assert.Equal(alone, trained));
    }

    [Fact]
    public void Two_optimizers_follow_one_schedule()
    {
        var shared = Schedule();
        var (adam, sgd) = (Compiled(new Adam(shared)), Compiled(new Sgd(shared)));
        int[] together = [.. Trained(adam), .. Trained(sgd), .. Trained(adam), .. Trained(sgd)];
        (adam, sgd) = (Compiled(new Adam(Schedule())), Compiled(new Sgd(Schedule())));
        Assert.Equal([.. Trained(adam), .. Trained(sgd), .. Trained(adam), .. Trained(sgd)], together);

        static Schedule Schedule() => new ExponentialDecay(0.1f, 2, 0.5f);
    }

    private static Optimizer Make(int number) => OptimizerContracts.Optimizers.ElementAt(number);

    // A table, whose rows may step late, and a weight whose gradient is whole.
    private static Sequential Compiled(Optimizer optimizer)
    {
        var model = new Sequential(new InputLayer([-1, 5], ElementType.Int32), new Embedding(40, 8),
            new GlobalAveragePooling1D(), new Dense(1))
        { Seed = 3 };
        model.Compile(optimizer, "mse");
        return model;
    }

    // The bits of the weights and of all that is kept for them.
    private static int[] Trained(Model model, int epochs = 2)
    {
        model.Fit(X, Y, epochs: epochs, batchSize: 3, verbose: 0);
        return [.. model.GetWeights().Concat(model.Optimizer!.Variables.Select(variable => variable.Value))
            .SelectMany(Bits)];
    }

    private static int[] Bits(Tensor x) => x.Type == ElementType.Int32 ? x.Ints.ToArray()
        : MemoryMarshal.Cast<float, int>(x.Floats).ToArray();
}
