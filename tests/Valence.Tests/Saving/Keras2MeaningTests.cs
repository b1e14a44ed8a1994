using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Schedules;

namespace Valence.Tests.Saving;

/// <summary>Words that Keras 3 understands otherwise mean in a file of Keras 2 what they meant there, and it is
/// said.</summary>
public sealed class Keras2MeaningTests
{
    private const string Moved = "hard_sigmoid";

    [Theory]
    [InlineData("2.2.4", true)]
    [InlineData("2.15.0", true)]
    [InlineData("1.2.2", true)]
    [InlineData("3.15.1", false)]
    public void Hard_sigmoid_is_the_function_of_the_version_that_wrote_the_file(string version, bool isFormer)
    {
        var opened = KerasFile.FromJson(Description(version, Dense(Moved)));
        var model = opened.Model;
        var weights = model.GetWeights();
        weights[0].Change<float>().Fill(1);
        model.SetWeights(weights);
        float[] x = [-4, -2.6f, -2, -0.3f, 0, 1, 2.4f, 2.9f, 5];
        var y = model.Predict(Tensor.From(x, [x.Length, 1])).Floats.ToArray();
        for (var i = 0; i < x.Length; i++)
            Assert.Equal(Math.Clamp((isFormer ? 0.2f * x[i] : x[i] / 6) + 0.5f, 0, 1), y[i], 1e-6f);
        Assert.Equal(isFormer, opened.Notes.Any(note => note.Contains("0.2 x + 0.5", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_function_that_Keras_3_lost_keeps_its_meaning_when_it_is_written_again()
    {
        var model = KerasFile.FromJson(Description("2.2.4", Dense(Moved))).Model;
        var again = KerasFile.Open(KerasFile.ToBytes(model), "again.keras");
        var x = Tensor.From([-2f, 0.7f, 2.8f], [3, 1]);
        Assert.Equal(model.Predict(x).Floats.ToArray(), again.Model.Predict(x).Floats.ToArray());
        Assert.Contains("hard_sigmoid_keras2", model.ToJson());
    }

    [Fact]
    public void A_GRU_of_Keras_2_that_says_nothing_resets_before_the_product()
    {
        var gru = new JsonObject
        {
            ["class_name"] = "GRU",
            ["config"] = new JsonObject
            {
                ["name"] = "g",
                ["units"] = 2,
                ["batch_input_shape"] = new JsonArray(null, 3, 1)
            }
        };
        var model = Assert.IsType<Sequential>(Model.FromJson(Description("2.2.4", gru)));
        Assert.False(Assert.IsType<Gru>(model.Layers[0]).ResetAfter);
    }

    [Fact]
    public void The_normal_distribution_of_Keras_2_is_the_truncated_one()
    {
        var dense = Dense("linear");
        dense["config"]!["kernel_initializer"] = JsonNode.Parse(
            "{\"class_name\": \"VarianceScaling\", \"config\": {\"scale\": 1.0, \"mode\": \"fan_avg\", "
                + "\"distribution\": \"normal\", \"seed\": null, \"dtype\": \"float32\"}}");
        Assert.Contains("truncated_normal", Model.FromJson(Description("2.2.4", dense)).ToJson());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    public void The_rate_and_the_decay_of_an_optimizer_of_Keras_2_are_read(double decay)
    {
        var opened = WithTraining("""
            {"optimizer_config": {"class_name": "Adam", "config": {"lr": 0.05, "beta_1": 0.9, "beta_2": 0.999,
            "decay": DECAY, "epsilon": null, "amsgrad": false}}, "loss": "kullback_leibler_divergence", "metrics": [],
            "sample_weight_mode": "temporal", "loss_weights": null}
            """.Replace("DECAY", decay.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Empty(opened.Ignored);
        var adam = Assert.IsType<Adam>(opened.Model.Optimizer?.Optimizer);
        if (decay == 0) Assert.Equal(0.05f, adam.LearningRate.Value);
        else
        {
            var schedule = Assert.IsType<InverseTimeDecay>(adam.LearningRate.Schedule);
            Assert.Equal((0.05f, 1, 0.01f), (schedule.InitialLearningRate, schedule.DecaySteps, schedule.DecayRate));
            Assert.Contains(opened.Notes, note => note.Contains("InverseTimeDecay", StringComparison.Ordinal));
        }
        Assert.Contains(opened.Notes, note => note.Contains("sample_weight_mode", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"momentun\": 0.9", "momentun")]
    [InlineData("\"rho\": 0.5", "rho")]
    public void An_optimizer_s_field_that_is_not_used_leaves_the_model_uncompiled_and_is_said(string field, string name)
    {
        var opened = WithTraining(
            """{"optimizer_config": {"class_name": "SGD", "config": {"learning_rate": 0.05, FIELD}}, "loss": "mse"}"""
                .Replace("FIELD", field, StringComparison.Ordinal));
        Assert.Null(opened.Model.Optimizer);
        Assert.Contains(name, Assert.Single(opened.Ignored));
    }

    [Theory]
    [InlineData("kernel_initializer", "{\"class_name\": \"Zeros\", \"config\": {\"valeu\": 1}}")]
    [InlineData("kernel_regularizer", "{\"class_name\": \"L2\", \"config\": {\"l2\": 0.1, \"l3\": 1}}")]
    [InlineData("kernel_constraint", "{\"class_name\": \"NonNeg\", \"config\": {\"axis\": 1}}")]
    public void A_field_that_a_class_does_not_have_is_refused_in_every_family(string field, string json)
    {
        var dense = Dense("linear");
        dense["config"]![field] = JsonNode.Parse(json);
        Assert.Equal("J26", Assert.Throws<ConfigException>(() => Model.FromJson(Description("2.2.4", dense))).Rule);
    }

    [Theory]
    [InlineData("theano", true)]
    [InlineData("tensorflow", false)]
    public void Kernels_that_Theano_turned_around_are_turned_back(string backend, bool isTurned)
    {
        var model = new Sequential(new InputLayer([-1, 5, 1]), new Conv1D(1, 3, useBias: false) { Name = "c" });
        var conv = new JsonObject
        {
            ["class_name"] = "Conv1D",
            ["config"] = new JsonObject
            {
                ["name"] = "c",
                ["filters"] = 1,
                ["kernel_size"] = new JsonArray(3),
                ["use_bias"] = false,
                ["batch_input_shape"] = new JsonArray(null, 5, 1)
            }
        };
        var writer = new Hdf5Writer();
        writer.Root.SetAttribute("keras_version", "2.1.6");
        writer.Root.SetAttribute("backend", backend);
        writer.Root.SetAttribute("model_config", Description("2.1.6", conv));
        var weights = writer.Root.Group("model_weights");
        weights.SetBytesAttribute("layer_names", (string[])["c"]);
        weights.Group("c").SetBytesAttribute("weight_names", (string[])["c/kernel:0"]);
        weights.Group("c").Add("c/kernel:0", Tensor.From([1f, 2, 3], [3, 1, 1]));
        var opened = KerasFile.Open(writer.ToBytes(), "theano.h5");
        Assert.Equal(isTurned ? [3f, 2, 1] : [1f, 2, 3], opened.Model.GetWeights()[0].Floats.ToArray());
        Assert.Equal(isTurned, opened.Notes.Count == 1);
    }

    [Fact]
    public void The_shapes_that_an_attention_of_Keras_2_was_built_for_say_nothing_new()
    {
        var json = JsonSerializer.Deserialize<JsonElement>("""
            {"class_name": "MultiHeadAttention", "config": {"name": "a", "trainable": true, "dtype": "float32",
            "num_heads": 2, "key_dim": 3, "value_dim": 3, "dropout": 0.0, "use_bias": true, "output_shape": null,
            "attention_axes": [1], "query_shape": [null, 4, 6], "key_shape": [null, 4, 6], "value_shape": [null, 4, 6]}}
            """);
        var layer = KerasTables.Default.Layers.Read(json, "layer", KerasTables.Default);
        Assert.Equal(2, Assert.IsType<MultiHeadAttention>(layer).NumHeads);
    }

    [Theory]
    [InlineData("\"inbound_nodes\": [[[\"i\", 0, 0, {\"training\": true}]]]", true)]
    [InlineData("\"inbound_nodes\": [[[\"i\", 0, 0, {}]]]", false)]
    public void A_call_in_training_drops_in_prediction_too(string nodes, bool drops)
    {
        var opened = KerasFile.FromJson("""
            {"class_name": "Model", "keras_version": "2.3.1", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 4], "dtype": "float32", "name": "i"},
            "name": "i", "inbound_nodes": []},
            {"class_name": "Dropout", "config": {"name": "d", "rate": 0.5}, "name": "d", NODES}],
            "input_layers": [["i", 0, 0]], "output_layers": [["d", 0, 0]]}}
            """.Replace("NODES", nodes, StringComparison.Ordinal));
        Assert.Empty(opened.Notes);
        var ones = Tensor.From(Enumerable.Repeat(1f, 400).ToArray(), [100, 4]);
        Assert.Equal(drops, opened.Model.Predict(ones).Floats.Contains(0));
    }

    private static OpenedModel WithTraining(string training)
    {
        var writer = new Hdf5Writer();
        writer.Root.SetAttribute("keras_version", "2.2.4");
        writer.Root.SetAttribute("model_config", Description("2.2.4", Dense("linear")));
        writer.Root.SetAttribute("training_config", training);
        var weights = writer.Root.Group("model_weights");
        weights.SetBytesAttribute("layer_names", (string[])["d"]);
        weights.Group("d").SetBytesAttribute("weight_names", (string[])["d/kernel:0", "d/bias:0"]);
        weights.Group("d").Add("d/kernel:0", Tensor.From([1f], [1, 1]));
        weights.Group("d").Add("d/bias:0", Tensor.From([0f]));
        return KerasFile.Open(writer.ToBytes(), "keras2.h5");
    }

    private static JsonObject Dense(string activation) => new()
    {
        ["class_name"] = "Dense",
        ["config"] = new JsonObject
        {
            ["name"] = "d",
            ["units"] = 1,
            ["activation"] = activation,
            ["batch_input_shape"] = new JsonArray(null, 1),
        },
    };

    private static string Description(string version, JsonObject layer) => new JsonObject
    {
        ["class_name"] = "Sequential",
        ["config"] = new JsonObject { ["name"] = "s", ["layers"] = new JsonArray(layer.DeepClone()) },
        ["keras_version"] = version,
        ["backend"] = "tensorflow",
    }.ToJsonString();
}
