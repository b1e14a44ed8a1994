using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Tests.Layers;

/// <summary>Layers in Keras' serialized form, there and back, with settings other than those that
/// <see cref="Contracts.LayerContractTests"/> tries of every row.</summary>
public sealed class RowTests
{
    private static readonly Dictionary<string, Func<Layer>> Made = new()
    {
        ["Activation"] = () => new Activation(Activations.Mish),
        ["ReLU"] = () => new Relu(3, 0.1f, 0.5f),
        ["LeakyReLU"] = () => new LeakyRelu(0.15f),
        ["ELU"] = () => new Elu(0.7f),
        ["PReLU"] = () => new PRelu { SharedAxes = [1], AlphaInitializer = new Constant(0.2f) },
        ["Softmax"] = () => new Softmax { Axis = [1, 2] },
        ["Rescaling"] = () => new Rescaling([1, 2], [0.5f]),
        ["Flatten"] = () => new Flatten { DataFormat = DataFormat.ChannelsFirst },
        ["Reshape"] = () => new Reshape([4, -1]),
        ["Permute"] = () => new Permute(2, 1),
        ["RepeatVector"] = () => new RepeatVector(5),
        ["UpSampling1D"] = () => new UpSampling1D(3),
        ["ZeroPadding1D"] = () => new ZeroPadding1D((2, 1)),
        ["Cropping1D"] = () => new Cropping1D((2, 0)),
        ["Dropout"] = () => new Dropout(0.3f) { NoiseShape = [Shape.Unknown, 1, 4], Seed = 9 },
        ["SpatialDropout1D"] = () => new SpatialDropout1D(0.25f) { Seed = 2 },
        ["GaussianNoise"] = () => new GaussianNoise(0.1f),
        ["GaussianDropout"] = () => new GaussianDropout(0.2f),
        ["AlphaDropout"] = () => new AlphaDropout(0.4f),
        ["ActivityRegularization"] = () => new ActivityRegularization(0.1f, 0.2f),
        ["Add"] = () => new Add(),
        ["Subtract"] = () => new Subtract(),
        ["Multiply"] = () => new Multiply(),
        ["Average"] = () => new Average(),
        ["Maximum"] = () => new Maximum(),
        ["Minimum"] = () => new Minimum(),
        ["Concatenate"] = () => new Concatenate(1),
        ["Dot"] = () => new Dot((1, 2)) { Normalize = true },
        ["Conv1D"] = () => new Conv1D(6, 3, activation: Activations.Relu, useBias: false)
        {
            Padding = Padding.Causal,
            DilationRate = 2,
            Groups = 3,
            KernelInitializer = Initializer.Orthogonal
        },
        ["DepthwiseConv1D"] = () => new DepthwiseConv1D(3) { DepthMultiplier = 2, Padding = Padding.Same },
        ["SeparableConv1D"] = () => new SeparableConv1D(6, 3) { DepthMultiplier = 2, Strides = 2 },
        ["Conv1DTranspose"] = () => new Conv1DTranspose(6, 3) { Strides = 2, OutputPadding = 1 },
        ["MaxPooling1D"] = () => new MaxPooling1D(3) { Strides = 2, Padding = Padding.Same },
        ["AveragePooling1D"] = () => new AveragePooling1D(4),
        ["GlobalMaxPooling1D"] = () => new GlobalMaxPooling1D(keepDims: true),
        ["GlobalAveragePooling1D"] = () => new GlobalAveragePooling1D(),
        ["LayerNormalization"] = () => new LayerNormalization(1e-6f, center: false) { Axis = [1, 2] },
        ["BatchNormalization"] = () => new BatchNormalization(0.9f, 1e-5f) { Axis = 1 },
        ["GroupNormalization"] = () => new GroupNormalization(4),
        ["RMSNormalization"] = () => new RmsNormalization(),
        ["UnitNormalization"] = () => new UnitNormalization(),
        ["Attention"] = () => new Attention(true, AttentionScore.Concat, 0.1f),
        ["AdditiveAttention"] = () => new AdditiveAttention(false),
        ["MultiHeadAttention"] = () =>
            new MultiHeadAttention(2, 4, 3, 0.1f, false)
            {
                OutputShape = [6],
                SlidingWindow = 5,
                UseGate = true,
                AttentionAxes = [-2]
            },
        ["GroupQueryAttention"] = () => new GroupedQueryAttention(4, 4, 2),
        ["Identity"] = () => new Valence.Layers.Identity(),
        ["Normalization"] = () => new Normalization(Tensor.From(new float[,] { { 1, 2 } }),
            Tensor.From(new float[,] { { 3, 4 } }), invert: true)
        { Axis = [1, 2] },
        ["Discretization"] = () => new Discretization([0.1, 0.25], OutputMode.Count) { OutputType = ElementType.Int32 },
        ["EinsumDense"] = () => new EinsumDense("...x,xy->...y", [5], Activations.Tanh, "y"),
        ["SpectralNormalization"] = () => new SpectralNormalization(new Dense(3), 2),
        ["AdaptiveAveragePooling1D"] = () => new AdaptiveAveragePooling1D(3),
        ["AdaptiveMaxPooling1D"] = () => new AdaptiveMaxPooling1D(4) { DataFormat = DataFormat.ChannelsFirst },
        ["ReversibleEmbedding"] = () => new ReversibleEmbedding(9, 4, false, true) { LogitSoftCap = 3 },
        ["TokenAndPositionEmbedding"] = () => new TokenAndPositionEmbedding(10, 5, 4, maskZero: true),
    };

    public static TheoryData<string> Cases => [.. Made.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layer_read_back_writes_the_same_fields(string className)
    {
        var written = KerasTables.Default.Layers.Write(Made[className](), KerasTables.Default);
        Assert.Equal(className, (string?)written["class_name"]);
        var read = KerasTables.Default.Layers.Read(JsonSerializer.Deserialize<JsonElement>(written.ToJsonString()),
            className, KerasTables.Default);
        Assert.Equal(written.ToJsonString(), KerasTables.Default.Layers.Write(read, KerasTables.Default)
            .ToJsonString());
    }

    [Fact]
    public void A_lambda_cannot_be_written_and_the_error_says_why()
    {
        var error = Assert.Throws<ConfigException>(
            () => KerasTables.Default.Layers.Write(new Lambda((x, call) => x) { Name = "mine" }, KerasTables.Default));
        Assert.Equal("mine: a Lambda layer cannot be written: its function is code, and files hold no code. Make it "
            + "a class and register it in the layer table (J11)", error.Message);
    }

    [Fact]
    public void A_lambda_of_a_file_is_refused()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(
            """{"module":"keras.layers","class_name":"Lambda","config":{"name":"l","function":{"class_name":"__lambda__"}}}""");
        Assert.Contains("Python code",
            Assert.Throws<ConfigException>(
                () => KerasTables.Default.Layers.Read(json, "model", KerasTables.Default)).Message);
    }

    [Fact]
    public void Call_arguments_of_attention_belong_to_the_nodes_of_a_functional_model()
    {
        var (query, mask) = (Models.Keras.Input([4, 6]), Models.Keras.Input([4, 4]));
        var y = new MultiHeadAttention(2, 3) { UseCausalMask = true }.Call(query, query, query, mask);
        var model = new Functional([query, mask], [y]);
        var written = KerasTables.Default.Layers.Write(model, KerasTables.Default);
        var layer = written["config"]!["layers"]!.AsArray()
            .Single(node => (string?)node!["class_name"] == "MultiHeadAttention")!;
        Assert.False(layer["config"]!.AsObject().ContainsKey("use_causal_mask"));
        var node = layer["inbound_nodes"]![0]!;
        Assert.True((bool)node["kwargs"]!["use_causal_mask"]!);
        Assert.Equal("__keras_tensor__", (string?)node["kwargs"]!["attention_mask"]!["class_name"]);
        Assert.Equal(3, node["args"]!.AsArray().Count);

        var read = (Functional)KerasTables.Default.Layers.Read(
            JsonSerializer.Deserialize<JsonElement>(written.ToJsonString()), "model", KerasTables.Default);
        Assert.True(Assert.IsType<MultiHeadAttention>(
            read.Layers.Single(inner => inner is MultiHeadAttention)).UseCausalMask);
        Assert.Equal(written.ToJsonString(), KerasTables.Default.Layers.Write(read, KerasTables.Default)
            .ToJsonString());
    }

    [Fact]
    public void An_attention_mask_without_a_key_is_no_key()
    {
        var (query, mask) = (Models.Keras.Input([4, 6]), Models.Keras.Input([4, 4]));
        var model = new Functional([query, mask], [new MultiHeadAttention(2, 3).Call(query, query, query, mask)]);
        var written = KerasTables.Default.Layers.Write(model, KerasTables.Default);
        // As Keras writes it where no key was given.
        var node = written["config"]!["layers"]!.AsArray()
            .Single(layer => (string?)layer!["class_name"] == "MultiHeadAttention")!["inbound_nodes"]![0]!;
        node["args"]!.AsArray().RemoveAt(2);
        var read = (Functional)KerasTables.Default.Layers.Read(
            JsonSerializer.Deserialize<JsonElement>(written.ToJsonString()), "model", KerasTables.Default);
        Assert.Equal(written["config"]!["layers"]!.AsArray().Count, read.Layers.Count);
        Assert.Equal([6, 2, 3], read.GetLayer("multi_head_attention").Weights[2].Shape);
    }

    [Fact]
    public void Uses_with_different_plain_arguments_are_refused_where_one_leaves_the_argument_out()
    {
        var x = Models.Keras.Input([4, 6]);
        var attention = new MultiHeadAttention(2, 3) { UseCausalMask = true };
        var model = new Functional(x, attention.Call(attention.Call(x, x), x));
        var written = KerasTables.Default.Layers.Write(model, KerasTables.Default);
        var nodes = written["config"]!["layers"]!.AsArray()
            .Single(layer => (string?)layer!["class_name"] == "MultiHeadAttention")!["inbound_nodes"]!;
        nodes[1]!["kwargs"]!.AsObject().Remove("use_causal_mask");
        Assert.Contains("two uses of the layer with different 'use_causal_mask'", Assert.Throws<ConfigException>(() =>
            KerasTables.Default.Layers.Read(JsonSerializer.Deserialize<JsonElement>(written.ToJsonString()), "model",
                KerasTables.Default)).Message);
    }

    [Fact]
    public void Weights_of_counts_go_by_name_as_Keras_takes_them()
    {
        var (ids, weights) = (Models.Keras.Input([4], ElementType.Int32), Models.Keras.Input([4]));
        var model = new Functional([ids, weights], [new CategoryEncoding(9, OutputMode.Count).Call(ids, weights)]);
        var node = KerasTables.Default.Layers.Write(model, KerasTables.Default)["config"]!["layers"]!.AsArray()
            .Single(layer => (string?)layer!["class_name"] == "CategoryEncoding")!["inbound_nodes"]![0]!;
        Assert.Single(node["args"]!.AsArray());
        Assert.Equal("__keras_tensor__", (string?)node["kwargs"]!["count_weights"]!["class_name"]);
    }

    [Fact]
    public void A_seed_that_is_a_serialized_generator_is_the_generator_s()
    {
        Assert.Equal(7, Seed("""{"seed":7}"""));
        Assert.Null(Seed("""{"seed":null}"""));
        Assert.Null(Seed("{}"));
    }

    private static int? Seed(string generator)
    {
        var json = JsonNode.Parse("""
            {"module":"keras.layers","class_name":"Dropout","config":{"name":"d","rate":0.5,
            "seed":{"class_name":"SeedGenerator","config":GENERATOR},"noise_shape":null}}
            """.Replace("GENERATOR", generator, StringComparison.Ordinal))!;
        var layer = KerasTables.Default.Layers.Read(JsonSerializer.Deserialize<JsonElement>(json.ToJsonString()),
            "model", KerasTables.Default);
        return Assert.IsType<Dropout>(layer).Seed;
    }
}
