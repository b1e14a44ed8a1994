using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Pretrained;
using Valence.Regularizers;
using Valence.Tests.Layers;
using Valence.Tests.Pretrained;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>What is computed again for the gradient gives the bits of what is kept.</summary>
public sealed class RematTests
{
    private static readonly Dictionary<string, Func<SymbolicTensor, Layer[]>> Chains = new()
    {
        ["blocks"] = _ => [Block(2), Block(4), new GlobalAveragePooling1D()],
        ["block before norms"] = _ => [new TransformerBlock(2, 6)
        {
            NormalizeFirst = true,
            UseGate = true,
            RotaryTheta = 10_000,
            IntermediateDropout = 0.2,
        }, new GlobalMaxPooling1D()],
        ["statistics"] = _ => [new BatchNormalization(), new Sequential(new Dense(5, Activations.Relu),
            new BatchNormalization(), new Dropout(0.3)), new Flatten()],
        ["penalties"] = _ => [new Dense(5, Activations.Tanh)
        {
            ActivityRegularizer = new L1L2(0.01, 0.02), KernelRegularizer = new L1L2(0.01, 0),
        }, new GaussianNoise(0.1), new Flatten()],
        ["recurrent"] = _ => [new Lstm(3, returnSequences: true) { Dropout = 0.2, RecurrentDropout = 0.2 },
            new Bidirectional(new Gru(2))],
        ["spectral"] = _ => [new Flatten(), new SpectralNormalization(new Dense(4))],
        ["convolution"] = _ => [new Conv1D(4, 2), new Dropout(0.5), new LayerNormalization(), new Flatten()],
    };

    public static TheoryData<string, string> All => [.. Chains.Keys.SelectMany(chain =>
        Backends.Keys.Select(backend => (chain, backend)))];

    private static IReadOnlyDictionary<string, Func<Backend>> Backends { get; } = new Dictionary<string, Func<Backend>>
    {
        ["reference"] = () => new ReferenceBackend(),
        ["cpu"] = () => new CpuBackend(2),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Every_layer_may_be_computed_again(string chain, string backend)
    {
        Assert.Equal(Trained(remat: []), Trained(remat: [0, 1, 2, 3]));
        Assert.Equal(Trained(remat: []), Trained(remat: [1]));

        int[] Trained(int[] remat)
        {
            var x = Keras.Input([6, 4]);
            var y = x;
            foreach (var (i, layer) in Chains[chain](x).Index())
            {
                layer.Remat = remat.Contains(i);
                y = layer.Call(y);
            }
            var made = Backends[backend]();
            using var own = made as IDisposable;
            var model = new Functional(x, new Dense(1).Call(y)) { Seed = 5, Backend = made };
            return Bits(model, Calls.Normal([3, 6, 4], 2), Calls.Normal([3, 1], 4));
        }
    }

    // Graphs of layers drawn by a seed: which ones, what each reads, which are computed again.
    [Fact]
    public void Random_graphs_have_the_bits_of_those_that_keep_everything()
    {
        for (var seed = 0; seed < 40; seed++) Assert.Equal(Trained(seed, remat: false), Trained(seed, remat: true));

        static int[] Trained(int seed, bool remat)
        {
            var random = new Random(seed);
            var x = Keras.Input([5, 4]);
            var places = new List<SymbolicTensor> { x };
            var shared = new Dense(4, Activations.Tanh);
            for (var i = 0; i < 8; i++)
            {
                SymbolicTensor a = places[random.Next(places.Count)], b = places[^1];
                Layer layer = random.Next(8) switch
                {
                    0 => Block(2),
                    1 => new Add(),
                    2 => new Sequential(new Dense(4, Activations.Relu), new Dropout(0.2)),
                    3 => new BatchNormalization(),
                    4 => shared,
                    5 => new Lstm(4, returnSequences: true),
                    6 => new Multiply(),
                    _ => new Dense(4) { ActivityRegularizer = new L1L2(0, 0.01) },
                };
                var computesAgain = random.Next(2) == 0;
                layer.Remat |= remat && computesAgain;
                layer.Trainable = random.Next(5) > 0;
                places.Add(layer is Merge ? layer.Call(a, b) : layer.Call(a));
            }
            var y = new Dense(1).Call(new GlobalAveragePooling1D().Call(new Add().Call(places[^1], places[^2])));
            return Bits(new Functional(x, y) { Seed = 5 }, Calls.Normal([3, 5, 4], 2), Calls.Normal([3, 1], 4));
        }
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("deberta")]
    [InlineData("modernbert")]
    [InlineData("gpt2")]
    public void A_pretrained_encoder_learns_the_same(string family)
    {
        using var folder = new SmallFolder(family);
        Assert.Equal(Trained(remat: false), Trained(remat: true));

        int[] Trained(bool remat)
        {
            var encoder = PretrainedEncoder.Open(folder.Path, dropout: 0.1);
            foreach (var layer in encoder.Model.Layers) layer.Remat = remat;
            encoder.Model.EnableLora(2);
            encoder.Model.GetLayer("block_0").Trainable = true;
            var x = SmallFolder.Inputs(encoder.Model.InputNames);
            var y = family == "gpt2" ? Tensor.From(new int[10], [2, 5]) : Tensor.From([0, 1], [2]);
            return Bits(encoder.Classifier!, x, y, encoder.Loss);
        }
    }

    [Fact]
    public void Rows_of_a_table_that_go_into_a_part_are_right()
    {
        Assert.Equal(Trained(remat: false), Trained(remat: true));

        static int[] Trained(bool remat)
        {
            var x = Keras.Input([6], ElementType.Int32);
            var y = new Embedding(50, 4, maskZero: true).Call(x);
            y = new Lstm(3) { Remat = remat }.Call(y);
            return Bits(new Functional(x, new Dense(1).Call(y)) { Seed = 5 },
                Tensor.From([.. Enumerable.Range(0, 18).Select(i => i * 7 % 50 * (i % 6 < 4 ? 1 : 0))], [3, 6]),
                Calls.Normal([3, 1], 4));
        }
    }

    [Fact]
    public void A_part_outside_of_training_is_an_ordinary_one()
    {
        var model = new Sequential(new Dense(3, Activations.Relu, inputDim: 4), new Dense(1)) { Seed = 5 };
        var before = model.Predict(Calls.Normal([3, 4], 2)).Elements();
        foreach (var layer in model.Layers) layer.Remat = true;
        Assert.Equal(before, model.Predict(Calls.Normal([3, 4], 2)).Elements());
        Assert.DoesNotContain("remat", model.ToJson(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_tape_keeps_everything()
    {
        Assert.Equal(Gradients(remat: false), Gradients(remat: true));

        static float[] Gradients(bool remat)
        {
            var model = new Sequential(new Dense(3, Activations.Tanh, inputDim: 4) { Remat = remat }, new Dense(1))
            {
                Seed = 5,
            };
            var tape = new GradientTape();
            var y = tape.Call(model, Calls.Normal([3, 4], 2));
            var loss = tape.Operations.Mean(tape.Operations.Multiply(y, y));
            return [.. Enumerable.Range(0, 2).SelectMany(_ => tape.Gradient(loss, model.TrainableWeights)
                .SelectMany(gradient => gradient.Dense!.Elements()))];
        }
    }

    [Fact]
    public void A_step_needs_less_memory()
    {
        var (kept, again) = (Bytes(remat: false), Bytes(remat: true));
        Assert.True(again < kept / 2, $"{again} bytes, and {kept} where everything is kept.");

        static long Bytes(bool remat)
        {
            var backend = new CountingBackend();
            var x = Keras.Input([16, 8]);
            var y = x;
            for (var i = 0; i < 6; i++) y = new TransformerBlock(2, 32) { Remat = remat }.Call(y);
            var model = new Functional(x, y) { Backend = backend };
            model.Compile("sgd", "mse");
            model.TrainOnBatch(Calls.Normal([4, 16, 8], 2), Calls.Normal([4, 16, 8], 4));
            return backend.Bytes;
        }
    }

    private static TransformerBlock Block(int heads) => new(heads, 6)
    {
        AttentionDropout = 0.1,
        OutputDropout = 0.1,
        FeedForwardDropout = 0.2,
    };

    private static int[] Bits(Functional model, Data x, Data y, Loss? loss = null)
    {
        model.Compile(new Adam(0.01f), loss ?? new MeanSquaredError());
        List<float> figures = [];
        for (var step = 0; step < 3; step++) figures.Add(model.TrainOnBatch(x, y)["loss"]);
        return MemoryMarshal.Cast<float, int>(
            (float[])[.. figures, .. model.Weights.SelectMany(weight => weight.Value.Elements())]).ToArray();
    }

    private sealed class CountingBackend : Backend
    {
        public long Bytes { get; private set; }

        public override string Name => "counting";

        public override Storage NewStorage(ElementType type, int count)
        {
            Bytes += sizeof(float) * (long)count;
            return base.NewStorage(type, count);
        }
    }
}
