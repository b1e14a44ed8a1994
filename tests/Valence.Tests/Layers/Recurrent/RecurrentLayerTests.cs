using System.Text.Json;
using Valence.Execution;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>What recurrent layers are made of, and what they refuse.</summary>
public sealed class RecurrentLayerTests
{
    [Fact]
    public void Weights_carry_Keras_attribute_names()
    {
        Assert.Equal(["cell/kernel [5, 24]", "cell/recurrent_kernel [6, 24]", "cell/bias [24]"], Paths(new Lstm(6)));
        Assert.Equal(["cell/kernel [5, 18]", "cell/recurrent_kernel [6, 18]", "cell/bias [2, 18]"], Paths(new Gru(6)));
        Assert.Equal(["cell/kernel [5, 18]", "cell/recurrent_kernel [6, 18]", "cell/bias [18]"], Paths(new Gru(6) { ResetAfter = false }));
        Assert.Equal(["forward_layer/cell/kernel [5, 6]", "forward_layer/cell/recurrent_kernel [6, 6]", "forward_layer/cell/bias [6]",
            "backward_layer/cell/kernel [5, 6]", "backward_layer/cell/recurrent_kernel [6, 6]", "backward_layer/cell/bias [6]"], Paths(new Bidirectional(new SimpleRnn(6))));
        Assert.Equal(["cell/cells/simple_rnn_cell/kernel [5, 6]", "cell/cells/simple_rnn_cell/recurrent_kernel [6, 6]",
            "cell/cells/simple_rnn_cell_1/kernel [6, 2]", "cell/cells/simple_rnn_cell_1/recurrent_kernel [2, 2]"],
            Paths(new Rnn(new StackedRnnCells(new SimpleRnnCell(6) { UseBias = false }, new SimpleRnnCell(2) { UseBias = false }))));
        Assert.Equal(["layer/kernel [5, 3]", "layer/bias [3]"], Paths(new TimeDistributed(new Dense(3))));

        static string[] Paths(Layer layer)
        {
            layer.EnsureBuilt([[-1, -1, 5]]);
            return [.. layer.Weights.Select(weight => weight.ToString())];
        }
    }

    [Fact]
    public void The_forget_gate_starts_open_and_the_recurrent_kernel_orthogonal()
    {
        var layer = new Lstm(3);
        _ = new LayerRun(layer, training: false, new Tensor([1, 1, 2]));
        Assert.Equal([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0], layer.Weights[2].Value.Floats);
        var rows = layer.Weights[1].Value.Floats;
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
            {
                var product = 0f;
                for (var k = 0; k < 12; k++) product += rows[i * 12 + k] * rows[j * 12 + k];
                Assert.Equal(i == j ? 1 : 0, product, 1e-5f);
            }
    }

    [Fact]
    public void Both_directions_start_differently_unless_an_initializer_has_a_seed()
    {
        var free = new Bidirectional(new Gru(2));
        var seeded = new Bidirectional(new Gru(2) { KernelInitializer = new VarianceScaling(1, VarianceScaling.FanMode.FanAvg, VarianceScaling.Distribution.Uniform) { Seed = 5 } });
        foreach (var layer in new[] { free, seeded }) _ = new LayerRun(layer, training: false, new Tensor([1, 1, 2]));
        Assert.NotEqual(free.Weights[0].Value.Floats.ToArray(), free.Weights[3].Value.Floats.ToArray());
        Assert.Equal(seeded.Weights[0].Value.Floats, seeded.Weights[3].Value.Floats);
    }

    [Fact]
    public void Bidirectional_leaves_the_layer_it_was_given_alone()
    {
        var layer = new Lstm(2, returnSequences: true) { Name = "reader" };
        var both = new Bidirectional(layer);
        both.EnsureBuilt([[-1, -1, 3]]);
        Assert.False(layer.IsBuilt || layer.GoBackwards || layer.ZeroOutputForMask);
        Assert.Equal(("forward_reader", "backward_reader"), (both.ForwardLayer.Name, both.BackwardLayer.Name));
        Assert.True(both.ForwardLayer.ZeroOutputForMask && both.BackwardLayer.GoBackwards);
    }

    [Fact]
    public void Bidirectional_refuses_layers_that_do_not_match()
    {
        Assert.Contains("opposite directions", Assert.Throws<ArgumentException>(() => new Bidirectional(new Lstm(2), MergeMode.Concat, new Lstm(2))).Message);
        Assert.Contains("agree on ReturnSequences", Assert.Throws<ArgumentException>(() => new Bidirectional(new Lstm(2), MergeMode.Concat, new Lstm(2, returnSequences: true) { GoBackwards = true })).Message);
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.StartsWith("LSTM 'lstm': expected [batch, time, features], received [?, 5]. ", Assert.Throws<ShapeException>(() => new Lstm(2).EnsureBuilt([[-1, 5]])).Message);
        Assert.Equal("LSTM 'lstm': expected a sequence alone or with 2 first states, received 2 inputs", Assert.Throws<ShapeException>(() => new Lstm(2).EnsureBuilt([[-1, 4, 5], [-1, 2]])).Message);
        Assert.StartsWith("GRU 'gru': expected a fixed batch size because the layer is stateful, received [?, 4, 5]", Assert.Throws<ShapeException>(() => new Gru(2) { Stateful = true }.EnsureBuilt([[-1, 4, 5]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimpleRnn(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(2) { Dropout = 1.5f });
        Assert.Throws<ArgumentException>(() => new StackedRnnCells());
    }

    [Fact]
    public void A_stateful_layer_refuses_another_batch_size()
    {
        var layer = new Gru(2) { Stateful = true };
        var run = new LayerRun(layer, training: false, new Tensor([2, 3, 1]));
        run.Inputs[0] = new Tensor([4, 3, 1]);
        Assert.Equal("GRU 'gru': expected a batch of 2 because the layer is stateful, received [4, 3, 1]", Assert.Throws<ShapeException>(() => run.Forward()).Message);
    }

    [Fact]
    public void Output_shapes_are_known_before_data_is()
    {
        var input = Keras.Input([-1, 5]);
        Assert.Equal([-1, 6], new Lstm(6).Call(input).Shape);
        Assert.Equal([-1, -1, 6], new SimpleRnn(6, returnSequences: true).Call(input).Shape);
        var outputs = new Bidirectional(new Lstm(6, returnSequences: true, returnState: true)).CallAll(input);
        Assert.Equal([[-1, -1, 12], [-1, 6], [-1, 6], [-1, 6], [-1, 6]], outputs.Select(output => output.Shape));
    }

    [Fact]
    public void An_empty_sequence_gives_zeros()
    {
        foreach (var layer in new Layer[] { new Lstm(2), new SimpleRnn(2) })
            Assert.Equal([0, 0, 0, 0], new LayerRun(layer, training: false, new Tensor([2, 0, 3])).Forward().Tensor.Floats);
        Assert.Equal([2, 0, 2], new LayerRun(new SimpleRnn(2, returnSequences: true), training: false, new Tensor([2, 0, 3])).Forward().Tensor.Shape);
    }

    [Fact]
    public void Dropout_leaves_prediction_alone_and_differs_between_steps_of_training()
    {
        foreach (var make in new Func<float, float, Layer>[]
        {
            (dropout, recurrent) => new Lstm(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) => new Gru(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) => new Gru(3) { Dropout = dropout, RecurrentDropout = recurrent, ResetAfter = false },
            (dropout, recurrent) => new SimpleRnn(3) { Dropout = dropout, RecurrentDropout = recurrent },
            (dropout, recurrent) => new Rnn(new StackedRnnCells(new LstmCell(3) { Dropout = dropout, RecurrentDropout = recurrent }, new GruCell(3) { RecurrentDropout = recurrent }, new SimpleRnnCell(2) { Dropout = dropout })),
        })
            foreach (var (dropout, recurrent) in new[] { (0.4f, 0f), (0f, 0.4f), (0.4f, 0.4f) })
            {
                var x = Normal([4, 6, 5], 1);
                var plain = new LayerRun(make(0, 0), training: false, x).Forward().Tensor.Copy();
                Assert.Equal(plain.Floats, new LayerRun(make(dropout, recurrent), training: false, x).Forward().Tensor.Floats);
                var run = new LayerRun(make(dropout, recurrent), training: true, x);
                var first = run.Forward().Tensor.Copy();
                var second = run.Forward().Tensor.Copy();
                Assert.NotEqual(plain.Floats.ToArray(), first.Floats.ToArray());
                Assert.NotEqual(first.Floats.ToArray(), second.Floats.ToArray());
                Assert.Equal(first.Floats, new LayerRun(make(dropout, recurrent), training: true, x).Forward().Tensor.Floats);
            }
    }

    [Fact]
    public void Dropout_drops_the_same_features_at_every_step()
    {
        // With an identity kernel and no recurrence the output shows which inputs were dropped.
        var layer = new SimpleRnn(8, returnSequences: true) { Activation = null, UseBias = false, Dropout = 0.5f, KernelInitializer = new Identity(), RecurrentInitializer = Initializer.Zeros };
        var x = new Tensor([3, 4, 8]);
        x.Floats.Fill(1);
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
        // Kernels of zeros but for one recurrent weight each from unit k to itself: the four gates then see h through their own masks.
        var layer = new Lstm(16) { RecurrentDropout = 0.5f, KernelInitializer = Initializer.Zeros, RecurrentInitializer = Initializer.Zeros, UseBias = false };
        Tensor[] inputs = [new([1, 1, 1]), Normal([1, 16], 1), Normal([1, 16], 2)];
        var run = new LayerRun(layer, training: true, inputs[0], inputs[1], inputs[2]);
        for (var unit = 0; unit < 16; unit++)
            for (var gate = 0; gate < 4; gate++) layer.Weights[1].Value.Floats[unit * 64 + gate * 16 + unit] = 1;
        var gradients = run.Gradients(run.Forward());
        // The gradient of those weights is 0 exactly where h was dropped on its way to the gate.
        var dropped = Enumerable.Range(0, 4).Select(gate => string.Concat(Enumerable.Range(0, 16).Select(unit => gradients[4].Floats[unit * 64 + gate * 16 + unit] == 0 ? '0' : '1'))).ToArray();
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
            new LayerRun(new Lstm(3) { Name = name, Seed = seed, Dropout = 0.5f, KernelInitializer = Initializer.Ones, RecurrentInitializer = Initializer.Zeros }, training: true, x).Forward().Tensor.Floats.ToArray();
    }

    [Fact]
    public void A_cell_of_the_user_runs_in_Rnn_and_in_both_directions()
    {
        var run = new LayerRun(new Rnn(new RunningSum(), returnSequences: true, returnState: true), training: false, Tensor.From([1, 2, 3f], [1, 3, 1]));
        var y = run.Forward();
        Assert.Equal([1, 3, 6], y[0].Tensor.Floats);
        Assert.Equal([6], y[1].Tensor.Floats);
        Assert.Equal([6, 6], new LayerRun(new Bidirectional(new Rnn(new RunningSum())), training: false, Tensor.From([1, 2, 3f], [1, 3, 1])).Forward().Tensor.Floats);
    }

    [Fact]
    public void A_cell_is_a_layer_of_one_step()
    {
        var cell = new LstmCell(2) { KernelInitializer = new Constant(0.1f), RecurrentInitializer = new Constant(0.2f) };
        var layer = new Lstm(2) { KernelInitializer = new Constant(0.1f), RecurrentInitializer = new Constant(0.2f) };
        var (x, h, c) = (Normal([3, 4], 1), Normal([3, 2], 2), Normal([3, 2], 3));
        var one = new LayerRun(cell, training: false, x, h, c).Forward();
        Assert.Equal(3, one.Count);
        Close(new LayerRun(layer, training: false, Tensor.From(x.Floats, [3, 1, 4]), h, c).Forward().Tensor.Floats, one[0].Tensor.Floats);
    }

    [Fact]
    public void TimeDistributed_applies_the_layer_to_every_step_and_passes_the_mask_on()
    {
        var mask = Tensor.From([1, 0, 1, 1, 1, 0f], [2, 3]);
        var run = new LayerRun(new TimeDistributed(new SimpleRnn(2)), training: false, new Value(Normal([2, 3, 4, 5], 1), mask));
        var y = run.Forward()[0];
        Assert.Equal([2, 3, 2], y.Tensor.Shape);
        Assert.Same(mask, y.Mask);
        var inner = new LayerRun(new SimpleRnn(2), training: false, Tensor.From(run.Inputs[0].Tensor.Floats[..20], [1, 4, 5]));
        inner.Layer.SetWeights(run.Layer.GetWeights());
        Close(inner.Forward().Tensor.Floats, y.Tensor.Floats[..2]);
    }

    [Fact]
    public void Masking_marks_steps_whose_features_all_have_the_value()
    {
        var y = new LayerRun(new Masking(-1), training: false, Tensor.From([-1, -1, -1, 2, 0, 0f], [1, 3, 2])).Forward()[0];
        Assert.Equal([0, 0, -1, 2, 0, 0], y.Tensor.Floats);
        Assert.Equal([0, 1, 1], Assert.IsType<Tensor>(y.Mask).Floats);
    }

    [Fact]
    public void Descriptions_survive_the_way_to_a_file_and_back()
    {
        foreach (var layer in new Layer[]
        {
            new Lstm(3, returnSequences: true) { Dropout = 0.25f, RecurrentDropout = 0.5f, Seed = 4, UnitForgetBias = false, RecurrentActivation = Activations.Relu, Activation = null },
            new Gru(3, returnState: true) { ResetAfter = false, GoBackwards = true, Stateful = true, Unroll = true },
            new SimpleRnn(3) { UseBias = false, ZeroOutputForMask = true, RecurrentInitializer = new Identity() },
            new Rnn(new StackedRnnCells(new LstmCell(3) { UnitForgetBias = false }, new GruCell(2) { ResetAfter = false }, new SimpleRnnCell(1))),
            new Bidirectional(new Lstm(3) { Name = "one" }, MergeMode.None),
            new Bidirectional(new Gru(3) { GoBackwards = true }, MergeMode.Ave, new SimpleRnn(3)),
            new TimeDistributed(new Dense(2)),
            new Masking(0.5f),
        })
        {
            var json = KerasTables.Default.Layers.Write(layer, KerasTables.Default).ToJsonString();
            using var document = JsonDocument.Parse(json);
            var back = KerasTables.Default.Layers.Read(document.RootElement, "test", KerasTables.Default);
            Assert.IsType(layer.GetType(), back);
            Assert.Equal(json, KerasTables.Default.Layers.Write(back, KerasTables.Default).ToJsonString());
        }
    }

    [Fact]
    public void A_stateful_layer_works_in_a_model_with_a_fixed_batch()
    {
        var model = new Sequential(new InputLayer([4, 5, 3]), new Masking(), new Lstm(3, returnSequences: true) { Stateful = true }, new Bidirectional(new Gru(2) { Stateful = true }));
        var x = Normal([4, 5, 3], 1);
        var first = model.Predict(x).Floats.ToArray();
        Assert.NotEqual(first, model.Predict(x).Floats.ToArray());
    }

    [Fact]
    public void The_second_direction_is_the_opposite_of_the_first()
    {
        var layer = new Bidirectional(new Lstm(3) { GoBackwards = true });
        Assert.True(layer.ForwardLayer.GoBackwards);
        Assert.False(layer.BackwardLayer.GoBackwards);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("bidirectional")]
    [InlineData("dropout")]
    public void Steady_training_allocates_nothing(string kind)
    {
        Layer layer = kind switch
        {
            "lstm" => new Lstm(4, returnSequences: true) { GoBackwards = true },
            "gru" => new Gru(4),
            "bidirectional" => new Bidirectional(new Lstm(4, returnSequences: true)),
            _ => new Lstm(4) { Dropout = 0.5f },
        };
        var mask = Tensor.From([1, 1, 0, 1, 0, 0f], [2, 3]);
        var run = new LayerRun(layer, training: true, new Value(Normal([2, 3, 5], 1), mask));
        var cotangent = Normal(run.Forward().Tensor.Shape, 2);
        for (var i = 0; i < 50; i++) run.Step(cotangent);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) run.Step(cotangent);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class RunningSum : RecurrentCell
    {
        public override IReadOnlyList<int> StateSize => [1];

        protected override BuiltCell BuildCell(Shape input, WeightFactory weights) => new Addition();

        private sealed class Addition : BuiltCell
        {
            public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
            {
                var sum = call.Add(x, states[0].Tensor);
                return [sum, sum];
            }
        }
    }
}
