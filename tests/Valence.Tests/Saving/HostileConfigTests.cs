using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Descriptions that were damaged or made to do harm are refused by a typed error that says where, before
/// anything large is allocated.</summary>
public sealed class HostileConfigTests
{
    public static TheoryData<string, long> HugeSizes => new()
    {
        { "units", 2_000_000_000 }, { "units", int.MaxValue }, { "units", 1_000_000_000 }, { "units", 3_000_000_000 },
        { "units", long.MaxValue },
    };

    [Theory]
    [MemberData(nameof(HugeSizes))]
    public void Huge_layers_are_refused_before_they_are_allocated(string field, long size)
    {
        var file = KerasFile.ToBytes(ModelFiles.Text());
        foreach (var layer in new[] { 2, 3 })
        {
            var config = ModelFiles.Config(file);
            ModelFiles.Layer(config, layer)[field] = size;
            var bytes = ModelFiles.With(file, config.ToJsonString());
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(() => KerasFile.Load(bytes, "model.keras"));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            AssertTyped(error);
            Assert.True(allocated < 16 << 20, $"refusing {field}={size} allocated {allocated} bytes");
        }
    }

    [Theory]
    [InlineData(1 << 20, 1 << 20)]
    [InlineData(65_536, 65_536)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Products_of_sizes_do_not_wrap_around(int inputs, int outputs)
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(),
            config => (ModelFiles.Layer(config, 1)["input_dim"], ModelFiles.Layer(config, 1)["output_dim"]) =
                (inputs, outputs));
        Assert.Contains("parameters", Assert.IsType<ConfigException>(error).Message);
    }

    [Fact]
    public void A_model_slightly_larger_than_its_file_is_refused_by_the_weights()
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(), config => ModelFiles.Layer(config, 3)["units"] = 2);
        Assert.Contains("/layers/dense/vars/0", Assert.IsType<FileFormatException>(error).Message);
    }

    [Theory]
    [InlineData(5_000_000)]
    [InlineData(10_000_000)]
    public void A_stateful_layer_of_a_huge_batch_is_refused(int batch)
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(), config =>
        {
            ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(batch, 6);
            ModelFiles.Layer(config, 2)["stateful"] = true;
        });
        Assert.Contains("rnn_state", Assert.IsType<ConfigException>(error).Message);
    }

    [Fact]
    public void A_huge_number_of_steps_opens_at_once()
    {
        Assert.Null(ModelFiles.Refusal(ModelFiles.Text(),
            config => ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(null, 10_000_000)));
        var walk = new Sequential(new InputLayer([-1, 6], ElementType.Int32), new Embedding(20, 4),
            new Rnn(new LstmCell(3), returnSequences: true), new Dense(1));
        walk.BuildFor([-1, 6]);
        Assert.Null(ModelFiles.Refusal(walk, config =>
            ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(null, 10_000_000)));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(500_000_000)]
    public void Sizes_beyond_an_array_are_refused(int steps)
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(),
            config => ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(steps, steps));
        Assert.Contains("2³¹", Assert.IsType<ConfigException>(error).Message);
    }

    [Fact]
    public void Any_field_of_another_type_is_read_or_refused_by_a_typed_error()
    {
        foreach (var kind in new[] { "sequence", "graph" })
        {
            var file = KerasFile.ToBytes(Of(kind));
            foreach (var path in Paths(ModelFiles.Config(file), ""))
                foreach (var wrong in new[] { "null", "[]", "{}", "true", "\"x\"", "-1", "0", "1.5", "1e300",
                    "9007199254740993", "[[[]]]", "[null, \"a\", {}]", "{\"class_name\": \"Dense\", \"config\": {}}",
                    "{\"class_name\": 3}" })
                {
                    var config = ModelFiles.Config(file);
                    Replace(config, path, JsonNode.Parse(wrong));
                    Check(file, config, $"{kind}{path} = {wrong}");
                }
        }
    }

    [Fact]
    public void Any_missing_field_has_a_default_or_is_refused_by_a_typed_error()
    {
        foreach (var kind in new[] { "sequence", "graph" })
        {
            var file = KerasFile.ToBytes(Of(kind));
            foreach (var path in Paths(ModelFiles.Config(file), ""))
            {
                var config = ModelFiles.Config(file);
                Remove(config, path);
                Check(file, config, $"{kind}{path} removed");
            }
        }
    }

    [Fact]
    public void A_cycle_is_refused()
    {
        var error = ModelFiles.Refusal(ModelFiles.Graph(), config => History(config, 1)[0] = "out");
        Assert.Contains("cycle", Assert.IsType<ConfigException>(error).Message);
    }

    [Theory]
    [InlineData("nowhere", 0, 0, "not listed")]
    [InlineData("ids", 1_000_000_000, 0, "use 1000000000")]
    [InlineData("ids", 0, 7, "output 7")]
    [InlineData("ids", 0, -1, "reference")]
    [InlineData("ids", -1, 0, "reference")]
    public void References_to_nothing_are_refused(string layer, int use, int tensor, string words)
    {
        var error = ModelFiles.Refusal(ModelFiles.Graph(), config =>
        {
            var history = History(config, 1);
            (history[0], history[1], history[2]) = (layer, use, tensor);
        });
        Assert.Contains(words, Assert.IsType<ConfigException>(error).Message);
    }

    [Fact]
    public void Two_layers_of_one_name_are_refused()
    {
        Assert.Contains("second layer",
            Assert.IsType<ConfigException>(
                ModelFiles.Refusal(ModelFiles.Text(), config => ModelFiles.Layer(config, 3)["name"] = "lstm")).Message);
        Assert.IsType<ConfigException>(ModelFiles.Refusal(ModelFiles.Graph(), config =>
        {
            config["config"]!["layers"]![2]!["name"] = "mean";
            ModelFiles.Layer(config, 2)["name"] = "mean";
        }));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var config = "{\"class_name\": \"Dense\", \"config\": {}}";
        for (var i = 0; i < 1000; i++)
            config = $"{{\"class_name\": \"Sequential\", \"config\": {{\"layers\": [{config}]}}}}";
        Assert.Equal("J02",
            Assert.Throws<FileFormatException>(() =>
                KerasFile.Load(ModelFiles.With(KerasFile.ToBytes(ModelFiles.Text()), config), "model.keras")).Rule);
    }

    [Fact]
    public void Too_many_layers_are_refused()
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(), config =>
        {
            var layers = config["config"]!["layers"]!.AsArray();
            var dropout =
                """{"module": "keras.layers", "class_name": "Dropout", "config": {"rate": 0.5}, "registered_name": null}""";
            for (var i = 0; i < 30_000; i++) layers.Add(JsonNode.Parse(dropout));
        });
        Assert.Contains("20000 layers", Assert.IsType<ConfigException>(error).Message);
    }

    [Fact]
    public void A_long_chain_listed_backwards_is_no_deep_recursion()
    {
        Assert.Null(ModelFiles.Refusal(ModelFiles.Graph(), config =>
        {
            var layers = config["config"]!["layers"]!.AsArray();
            const int count = 5000;
            for (var i = count - 1; i >= 0; i--)
                layers.Insert(0, JsonNode.Parse($$$"""
                    {"module": "keras.layers", "class_name": "Dropout", "config": {"name": "d{{{i}}}", "rate": 0.5}, "registered_name": null, "name": "d{{{i}}}",
                     "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 2], "dtype": "float32", "keras_history": ["{{{(i == count - 1 ? "out" : $"d{i + 1}")}}}", 0, 0]}}], "kwargs": {}}]}
                    """));
            config["config"]!["output_layers"] = new JsonArray("d0", 0, 0);
        }));
    }

    [Theory]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}, "registered_name": null}""", "Python code")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l", "function": ["4wEAAAA=", null, null], "function_type": "lambda"}, "registered_name": null}""", "Python code")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/etc/passwd"}, "registered_name": null}""", "never done")]
    [InlineData("""{"module": "keras.layers", "class_name": "Nonsense", "config": {}, "registered_name": null}""",
        "register")]
    [InlineData("""{"module": "os", "class_name": "Dense", "config": {"units": 1}, "registered_name": null}""",
        "os.Dense")]
    [InlineData("""{"module": null, "class_name": "Dense", "config": {"units": 1}, "registered_name": "evil>Dense"}""",
        "evil>Dense")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "dtype": {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}}, "registered_name": null}""", "quantized")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "dtype": "int8_from_float32"}, "registered_name": null}""", "quantized")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "LSTM", "config": {"units": 1, "time_major": true}, "registered_name": null}""", "time before the batch")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dropout", "config": {"rate": 2}, "registered_name": null}""",
        "rate")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 0}, "registered_name": null}""",
        "units")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "activation": {"module": "builtins", "class_name": "function", "config": "system", "registered_name": "function"}}, "registered_name": null}""", "system")]
    [InlineData(
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "name": ""}, "registered_name": null}""", "name")]
    public void Layers_that_are_not_read_are_refused_with_the_reason(string layer, string words)
    {
        var error = ModelFiles.Refusal(ModelFiles.Text(),
            config => config["config"]!["layers"]![3] = JsonNode.Parse(layer));
        var message = Assert.IsType<ConfigException>(error).Message;
        Assert.Contains("layers[3]", message);
        Assert.Contains(words, message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    [InlineData("mixed_float16")]
    [InlineData("mixed_bfloat16")]
    [InlineData("float64")]
    public void Other_floating_point_policies_load_as_float32_and_are_noted(string policy)
    {
        Noted(ModelFiles.Text(), config => ModelFiles.Layer(config, 3)["dtype"] = policy, "dense");
        Noted(ModelFiles.Text(), config => ModelFiles.Layer(config, 3)["dtype"]!["config"]!["name"] = policy, "dense");
        if (policy.StartsWith("mixed", StringComparison.Ordinal)) return;
        var words = new Sequential(new InputLayer([-1, 6], ElementType.Int32), new ReversibleEmbedding(20, 4));
        words.BuildFor([-1, 6]);
        Noted(words, config => ModelFiles.Layer(config, 1)["reverse_dtype"] = policy, "reversible_embedding");

        void Noted(Model model, Action<JsonNode> change, string layer)
        {
            var file = KerasFile.ToBytes(model);
            var config = ModelFiles.Config(file);
            change(config);
            var opened = KerasFile.Open(ModelFiles.With(file, config.ToJsonString()), "model.keras");
            Assert.Equal([$"layers of the policy '{policy}' compute in float32 ({layer})"], opened.Notes);
        }
    }

    private static Model Of(string kind) => kind == "sequence" ? ModelFiles.Text() : ModelFiles.Graph();

    private static JsonArray History(JsonNode config, int layer) =>
        config["config"]!["layers"]![layer]!["inbound_nodes"]![0]!["args"]![0]!["config"]!["keras_history"]!.AsArray();

    private static void Check(byte[] file, JsonNode config, string what)
    {
        var error = Record.Exception(() => KerasFile.Load(ModelFiles.With(file, config.ToJsonString()), "model.keras"));
        if (error is not null and not (FileFormatException or ConfigException)) Assert.Fail($"{what}: {error}");
    }

    private static void AssertTyped(Exception? error) =>
        Assert.True(error is FileFormatException or ConfigException, $"not a typed error: {error}");

    private static IEnumerable<string> Paths(JsonNode? node, string path)
    {
        if (path.Length > 0) yield return path;
        IEnumerable<(string Key, JsonNode? Value)> inner = node switch
        {
            JsonObject fields => fields.Select(pair => ($"/{pair.Key}", pair.Value)),
            JsonArray items => items.Select((item, i) => ($"/{i}", item)),
            _ => [],
        };
        foreach (var (key, value) in inner)
            foreach (var found in Paths(value, path + key)) yield return found;
    }

    private static JsonNode Parent(JsonNode root, string path, out string last)
    {
        var parts = path.Split('/')[1..];
        last = parts[^1];
        var node = root;
        foreach (var part in parts[..^1]) node = node is JsonArray array
            ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!;
        return node;
    }

    private static void Replace(JsonNode root, string path, JsonNode? value)
    {
        var parent = Parent(root, path, out var last);
        if (parent is JsonArray array) array[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] =
            value;
        else parent[last] = value;
    }

    private static void Remove(JsonNode root, string path)
    {
        var parent = Parent(root, path, out var last);
        if (parent is JsonArray array)
            array.RemoveAt(int.Parse(last, System.Globalization.CultureInfo.InvariantCulture));
        else parent.AsObject().Remove(last);
    }
}
