using Valence.Initializers;
using Valence.Layers;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>What recurrent layers drop while they are trained.</summary>
public sealed class RecurrentDropoutTests
{
    [Fact]
    public void Dropout_leaves_prediction_alone_and_differs_between_steps_of_training()
    {
        foreach (var make in new Func<float, float, Layer>[]
        {
            (dropout, recurrent) => new Lstm(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) => new Gru(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) => new Gru(3) { Dropout = dropout, RecurrentDropout = recurrent, ResetAfter = false },
            (dropout, recurrent) => new SimpleRnn(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) =>
                new Rnn(new StackedRnnCells(new LstmCell(3) { Dropout = dropout, RecurrentDropout = recurrent },
                    new GruCell(3) { RecurrentDropout = recurrent }, new SimpleRnnCell(2) { Dropout = dropout })),
        })
            foreach (var (dropout, recurrent) in new[] { (0.4f, 0f), (0f, 0.4f), (0.4f, 0.4f) })
            {
                var x = Normal([4, 6, 5], 1);
                var plain = new LayerRun(make(0, 0), training: false, x).Forward().Tensor.Copy();
                Assert.Equal(plain.Floats, new LayerRun(make(dropout, recurrent), training: false, x)
                    .Forward().Tensor.Floats);
                var run = new LayerRun(make(dropout, recurrent), training: true, x);
                var first = run.Forward().Tensor.Copy();
                var second = run.Forward().Tensor.Copy();
                Assert.NotEqual(plain.Floats.ToArray(), first.Floats.ToArray());
                Assert.NotEqual(first.Floats.ToArray(), second.Floats.ToArray());
                Assert.Equal(first.Floats, new LayerRun(make(dropout, recurrent), training: true, x)
                    .Forward().Tensor.Floats);
            }
    }

    [Fact]
    public void Dropout_drops_the_same_features_at_every_step()
    {
        // With an identity kernel and no recurrence the output shows which inputs were dropped.
        var layer = new SimpleRnn(8, returnSequences: true)
        {
            Activation = null,
            UseBias = false,
            Dropout = 0.5f,
            KernelInitializer = new Initializers.Identity(),
            RecurrentInitializer = Initializer.Zeros
        };
        var x = new Tensor([3, 4, 8]);
        x.Change<float>().Fill(1);
        var y = new LayerRun(layer, training: true, x).Forward().Tensor;
        for (var b = 0; b < 3; b++)
            for (var t = 1; t < 4; t++) Assert.Equal(y.Floats.Slice(b * 32, 8), y.Floats.Slice(b * 32 + t * 8, 8));
        Assert.All(y.Floats.ToArray(), value => Assert.True(value is 0 or 2));
        Assert.Contains(0, y.Floats.ToArray());
        Assert.Contains(2, y.Floats.ToArray());
    }

    [Fact]
    public void Recurrent_dropout_gives_each_gate_a_mask_of_its_own()
    {
        // Kernels of zeros but for one recurrent weight each from unit k to itself: the four gates then see h through
        // their own masks.
        var layer = new Lstm(16)
        {
            RecurrentDropout = 0.5f,
            KernelInitializer = Initializer.Zeros,
            RecurrentInitializer = Initializer.Zeros,
            UseBias = false
        };
        Tensor[] inputs = [new([1, 1, 1]), Normal([1, 16], 1), Normal([1, 16], 2)];
        var run = new LayerRun(layer, training: true, inputs[0], inputs[1], inputs[2]);
        for (var unit = 0; unit < 16; unit++)
            for (var gate = 0; gate < 4; gate++)
                layer.Weights[1].Value.Change<float>()[unit * 64 + gate * 16 + unit] = 1;
        var gradients = run.Gradients(run.Forward());
        // The gradient of those weights is 0 exactly where h was dropped on its way to the gate.
        var dropped = Enumerable.Range(0, 4)
            .Select(gate => string.Concat(Enumerable.Range(0, 16)
                .Select(unit => gradients[4].Floats[unit * 64 + gate * 16 + unit] == 0 ? '0' : '1'))).ToArray();
        Assert.Equal(4, dropped.Distinct().Count());
        Assert.All(dropped, mask => Assert.True(mask.Contains('0') && mask.Contains('1')));
    }

    [Fact]
    public void A_seed_of_its_own_makes_dropout_independent_of_the_layer_name()
    {
        var x = Normal([4, 6, 5], 1);
        Assert.Equal(Run("a", 11), Run("b", 11));
        Assert.NotEqual(Run("a", 11), Run("a", 12));
        Assert.NotEqual(Run("a", null), Run("b", null));

        float[] Run(string name, int? seed) =>
            new LayerRun(new Lstm(3)
            {
                Name = name,
                Seed = seed,
                Dropout = 0.5f,
                KernelInitializer = Initializer.Ones,
                RecurrentInitializer = Initializer.Zeros
            }, training: true, x).Forward().Tensor.Floats.ToArray();
    }
}
