using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Optimizers;
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
        Assert.Equal(["cell/kernel [5, 18]", "cell/recurrent_kernel [6, 18]", "cell/bias [18]"],
            Paths(new Gru(6) { ResetAfter = false }));
        Assert.Equal(["forward_layer/cell/kernel [5, 6]", "forward_layer/cell/recurrent_kernel [6, 6]",
            "forward_layer/cell/bias [6]",
            "backward_layer/cell/kernel [5, 6]", "backward_layer/cell/recurrent_kernel [6, 6]",
            "backward_layer/cell/bias [6]"], Paths(new Bidirectional(new SimpleRnn(6))));
        Assert.Equal(["cell/cells/simple_rnn_cell/kernel [5, 6]", "cell/cells/simple_rnn_cell/recurrent_kernel [6, 6]",
            "cell/cells/simple_rnn_cell_1/kernel [6, 2]", "cell/cells/simple_rnn_cell_1/recurrent_kernel [2, 2]"],
            Paths(
                new Rnn(new StackedRnnCells(new SimpleRnnCell(6) { UseBias = false },
                    new SimpleRnnCell(2) { UseBias = false }))));
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
    public void Wrong_inputs_are_named()
    {
        Assert.StartsWith("LSTM 'lstm': expected [batch, time, features], received [?, 5]. ",
            Assert.Throws<ShapeException>(() => new Lstm(2).EnsureBuilt([[-1, 5]])).Message);
        Assert.Equal("LSTM 'lstm': expected a sequence alone or with 2 first states, received 2 inputs",
            Assert.Throws<ShapeException>(() => new Lstm(2).EnsureBuilt([[-1, 4, 5], [-1, 2]])).Message);
        Assert.StartsWith("GRU 'gru': expected a fixed batch size because the layer is stateful, received [?, 4, 5]",
            Assert.Throws<ShapeException>(() => new Gru(2) { Stateful = true }.EnsureBuilt([[-1, 4, 5]])).Message,
            StringComparison.Ordinal);
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
        Assert.Equal("GRU 'gru': expected a batch of 2 because the layer is stateful, received [4, 3, 1]",
            Assert.Throws<ShapeException>(() => run.Forward()).Message);
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
            Assert.Equal([0, 0, 0, 0], new LayerRun(layer, training: false, new Tensor([2, 0, 3]))
                .Forward().Tensor.Floats);
        Assert.Equal([2, 0, 2],
            new LayerRun(new SimpleRnn(2, returnSequences: true), training: false, new Tensor([2, 0, 3]))
                .Forward().Tensor.Shape);
    }

    [Fact]
    public void Descriptions_survive_the_way_to_a_file_and_back()
    {
        foreach (var layer in new Layer[]
        {
            new Lstm(3, returnSequences: true) { Dropout = 0.25f, RecurrentDropout = 0.5f, Seed = 4,
                UnitForgetBias = false, RecurrentActivation = Activations.Relu, Activation = null },
            new Gru(3, returnState: true) { ResetAfter = false, GoBackwards = true, Stateful = true, Unroll = true },
            new SimpleRnn(3)
            {
                UseBias = false,
                ZeroOutputForMask = true,
                RecurrentInitializer = new Initializers.Identity()
            },
            new Rnn(new StackedRnnCells(new LstmCell(3) { UnitForgetBias = false },
                new GruCell(2) { ResetAfter = false }, new SimpleRnnCell(1))),
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
        var model = new Sequential(new InputLayer([4, 5, 3]), new Masking(),
            new Lstm(3, returnSequences: true) { Stateful = true }, new Bidirectional(new Gru(2) { Stateful = true }));
        var x = Normal([4, 5, 3], 1);
        var first = model.Predict(x).Floats.ToArray();
        Assert.NotEqual(first, model.Predict(x).Floats.ToArray());
    }

    [Fact]
    public void A_stateful_layer_of_a_file_takes_the_batch_for_which_it_was_built_there()
    {
        // As Keras writes a layer that was called on two rows and then put behind an input of any batch.
        var json = KerasTables.Default.Layers.Write(new Lstm(2) { Stateful = true, Name = "lstm" },
            KerasTables.Default);
        json["build_config"] = new JsonObject { ["input_shape"] = new JsonArray(2, null, 3) };
        var layer = Read(json);
        var input = Keras.Input([5, 3]);
        var model = new Functional(input, layer.Call(input));
        var x = Normal([2, 5, 3], 1);
        var first = model.Predict(x).Floats.ToArray();
        Assert.NotEqual(first, model.Predict(x).Floats.ToArray());
        Assert.Contains("expected a batch of 2", Assert.Throws<ShapeException>(
            () => model.Predict(Normal([3, 5, 3], 1))).Message);
        var again = KerasTables.Default.Layers.Write(layer, KerasTables.Default);
        Assert.Equal("[2,5,3]", again["build_config"]!["input_shape"]!.ToJsonString());

        json["build_config"] = new JsonObject { ["input_shape"] = new JsonArray(null, null, 3) };
        Assert.Throws<ShapeException>(() => Read(json).Call(input));

        static Layer Read(JsonObject json)
        {
            using var document = JsonDocument.Parse(json.ToJsonString());
            return KerasTables.Default.Layers.Read(document.RootElement, "test", KerasTables.Default);
        }
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
        Assert.Equal(0, Allocated.Bytes(() => run.Step(cotangent)));
    }
}
