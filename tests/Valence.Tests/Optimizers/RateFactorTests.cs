using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Pretrained;
using Valence.Saving;
using Valence.Tests.Contracts;
using Valence.Tests.Layers;
using Valence.Tests.Pretrained;

namespace Valence.Tests.Optimizers;

/// <summary>A weight with a learning rate of its own takes the steps of an optimizer with that rate.</summary>
public sealed class RateFactorTests
{
    private const int Rows = 400, Width = 16, Steps = 45;

    private static readonly float[] Factors = [0.5f, 1, 0.3f];

    /// <summary>Every optimizer of the assembly and every stage around a formula, but for the limit on all gradients
    /// together, on each backend.</summary>
    public static TheoryData<int, string, string> All => [.. OptimizerContracts.Makers.Index()
        .Where(make => make.Item().GlobalClipnorm is null)
        .SelectMany(make => Backends.Keys.Select(backend => (make.Index, make.Item().KerasName, backend)))];

    private static IReadOnlyDictionary<string, Func<Backend>> Backends { get; } = new Dictionary<string, Func<Backend>>
    {
        ["reference"] = () => new ReferenceBackend(),
        ["cpu"] = () => new CpuBackend(2),
        ["arena"] = () => new ArenaBackend(),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Steps_are_those_of_an_optimizer_with_that_rate(int number, string _, string backend)
    {
        using var own = Backends[backend]() as IDisposable;
        var call = Calls.On((Backend?)own ?? Backends[backend]());
        var make = OptimizerContracts.Makers[number];
        Weight[] together = Weights(), alone = Weights();
        var state = make().NewState();
        state.ScaleLearningRate(Scaled(together));
        state.Build(together);
        OptimizerState[] states = [.. alone.Select(_ => make().NewState())];
        foreach (var (one, weight) in states.Zip(alone)) one.Build([weight]);
        for (var step = 0; step < Steps; step++)
        {
            var rate = 0.01f / (1 + step);
            state.LearningRate = rate;
            WeightGradient[] gradients = [new(OptimizedLayer.Random([5, 7], step), null),
                new(OptimizedLayer.Random([9], 100 + step), null), new(null, OfRows(step))];
            state.Apply(gradients, call);
            for (var i = 0; i < states.Length; i++)
            {
                states[i].LearningRate = rate * Factors[i];
                states[i].Apply([gradients[i]], call);
            }
        }
        foreach (var (a, b) in together.Zip(alone)) Assert.Equal(Bits(b.Value), Bits(a.Value));
        foreach (var (i, weight) in together.Index())
            Assert.Equal(Kept(states[i], alone[i]).Select(Bits), Kept(state, weight).Select(Bits));
    }

    [Fact]
    public void A_limit_on_all_gradients_is_that_of_one_rate()
    {
        Weight[] together = Weights(), plain = Weights();
        var adam = new Adam { GlobalClipnorm = 0.1 };
        var (scaled, other) = (adam.NewState(), adam.NewState());
        scaled.ScaleLearningRate(together.ToDictionary(weight => weight, _ => 0.25));
        scaled.Build(together);
        other.Build(plain);
        other.LearningRate *= 0.25f;
        for (var step = 0; step < 5; step++)
        {
            WeightGradient[] gradients =
                [new(OptimizedLayer.Random([5, 7], step), null), default, new(null, OfRows(step))];
            scaled.Apply(gradients);
            other.Apply(gradients);
        }
        foreach (var (a, b) in together.Zip(plain)) Assert.Equal(Bits(b.Value), Bits(a.Value));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var weights = Weights();
        var state = new Adam().NewState();
        foreach (var factor in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Throws<ArgumentOutOfRangeException>(() => state.ScaleLearningRate(
                new Dictionary<Weight, double> { [weights[0]] = factor }));
        state.Build(weights);
        Assert.Throws<InvalidOperationException>(() => state.ScaleLearningRate(Scaled(weights)));
    }

    [Fact]
    public void A_file_that_cannot_say_it_is_refused()
    {
        var model = new Sequential(new Dense(2, inputDim: 3));
        model.MakeWeights();
        model.Compile("adam", "mse");
        model.Optimizer!.ScaleLearningRate(new Dictionary<Weight, double> { [model.Weights[0]] = 0.5 });
        Assert.Contains("learning rate", Assert.Throws<ConfigException>(() => KerasFile.ToBytes(model)).Message,
            StringComparison.Ordinal);
        model.Compile("adam", "mse");
        Assert.NotEmpty(KerasFile.ToBytes(model));
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("electra")]
    [InlineData("modernbert")]
    [InlineData("deberta")]
    public void Factors_of_an_encoder_fall_towards_its_input(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path);
        var factors = encoder.RateFactors(0.5);
        var blocks = encoder.Settings.Layers;
        Assert.Equal(encoder.Model.Weights.ToHashSet(), factors.Keys.ToHashSet());
        for (var i = 0; i < blocks; i++)
            Assert.All(encoder.Model.GetLayer($"block_{i}").Weights, weight =>
                Assert.Equal(Math.Pow(0.5, blocks - i), factors[weight]));
        Weight[] first = [.. encoder.Model.GetLayer("token_embedding").Weights,
            .. encoder.Model.GetLayer("embeddings").Weights];
        Assert.All(first, weight => Assert.Equal(Math.Pow(0.5, blocks + 1), factors[weight]));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.RateFactors(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.RateFactors(1.1));
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("electra")]
    [InlineData("deberta")]
    public void An_encoder_is_frozen_from_its_input_on(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path, dropout: 0);
        encoder.Freeze(1);
        encoder.Model.MakeWeights();
        encoder.Classifier!.MakeWeights();
        Weight[] after = [.. encoder.Model.GetLayer("block_1").Weights, .. encoder.Classifier.Weights
            .Except(encoder.Model.Weights)];
        Assert.Equal(after.ToHashSet(), encoder.Classifier.TrainableWeights.ToHashSet());
        var x = SmallFolder.Inputs(encoder.Model.InputNames);
        var before = encoder.Classifier.GetWeights();
        encoder.Classifier.Compile(new Adam(0.05f), encoder.Loss);
        for (var i = 0; i < 2; i++) encoder.Classifier.TrainOnBatch(x, Tensor.From([0, 1], [2]));
        foreach (var (weight, old) in encoder.Classifier.Weights.Zip(before))
            if (!after.Contains(weight)) Assert.Equal(old.Elements(), weight.Value.Elements());
        Assert.NotEqual(before[^1].Elements(), encoder.Classifier.Weights[^1].Value.Elements());
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Freeze(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Freeze(-1));
    }

    private static Weight[] Weights() =>
    [
        OptimizedLayer.Weight("kernel", OptimizedLayer.Random([5, 7], 1)),
        OptimizedLayer.Weight("bias", OptimizedLayer.Random([9], 2)),
        OptimizedLayer.Weight("table", OptimizedLayer.Random([Rows, Width], 3)),
    ];

    private static Dictionary<Weight, double> Scaled(Weight[] weights) =>
        weights.Zip(Factors).Where(pair => pair.Second != 1)
            .ToDictionary(pair => pair.First, pair => (double)pair.Second);

    private static IEnumerable<Tensor> Kept(OptimizerState state, Weight weight) =>
        state.Variables.Where(variable => variable.Weight == weight && variable.Value.Type == ElementType.Float32)
            .Select(variable => variable.Value);

    private static RowGradient OfRows(int step)
    {
        var random = new System.Random(step);
        return new(Tensor.From([.. Enumerable.Range(0, 12).Select(_ => random.Next(Rows))]),
            OptimizedLayer.Random([12, Width], 10 + step));
    }

    private static int[] Bits(Tensor x) => MemoryMarshal.Cast<float, int>(x.Floats).ToArray();
}
