using System.Text;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;
using Valence.Text;

namespace Valence.Tests.Hostile;

/// <summary>Family J: descriptions and metadata that are damaged, name what they must not, or ask for more than a file
/// holds.</summary>
internal static class HostileDescriptions
{
    private static readonly byte[] Sequence = KerasFile.ToBytes(ModelFiles.Text());
    private static readonly byte[] Graph = KerasFile.ToBytes(ModelFiles.Graph());

    public static IEnumerable<HostileFile> All =>
        [.. Texts(), .. Metadata(), .. Classes(), .. Fields(), .. Graphs(), .. Many(),
            .. Rows()];

    private static IEnumerable<HostileFile> Texts()
    {
        var good = ModelFiles.Config(Sequence).ToJsonString();
        (string Rule, string What, byte[] Text)[] texts =
        [
            ("J01", "empty", []), ("J01", "not JSON", "layers:"u8.ToArray()),
            ("J01", "cut off", Utf8(good[..(good.Length / 2)])), ("J01", "two values", Utf8(good + good)),
            ("J01", "a pickle", [0x80, 4, 0x95, 1, 2, 3]), ("J01", "a comment", Utf8("/* */" + good)),
            ("J01", "a comma too many", Utf8(good[..^1] + ",}")),
            ("J11", "null", "null"u8.ToArray()), ("J11", "an array", "[]"u8.ToArray()),
            ("J11", "a number", "7"u8.ToArray()), ("J06", "a text", "\"Nothing\""u8.ToArray()),
            ("J11", "an empty object", "{}"u8.ToArray()),
            ("J02", "100,000 arrays", Utf8(new string('[', 100_000))),
            ("J02", "100,000 objects", Utf8(string.Concat(Enumerable.Repeat("{\"config\":", 100_000)))),
            ("J02", "three million values", Utf8("[" + string.Concat(Enumerable.Repeat("0,", 3_000_000)) + "0]")),
            ("J02", "models in models", Utf8(string.Concat(Enumerable.Repeat("{\"class_name\": \"Sequential\", "
                + "\"config\": {\"layers\": [", 1000)))),
            ("J02", "both directions of both directions",
                Utf8(string.Concat(Enumerable.Repeat("{\"class_name\": \"Bidirectional\", \"config\": {\"layer\": "
                    + "", 1000)))),
            ("J03", "class_name twice",
                Utf8(good.Replace("\"class_name\":\"Sequential\"",
                    "\"class_name\":\"Sequential\",\"class_name\":\"Lambda\""))),
            ("J03", "a field twice, once escaped", Utf8(good.Replace("\"units\":3", "\"units\":3,\"\\u0075nits\":4"))),
            ("J04", "UTF-16", Encoding.Unicode.GetBytes(good)),
            ("J04", "UTF-16 with its mark", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(good)]),
            ("J04", "UTF-32", Encoding.UTF32.GetBytes(good)),
            ("J01", "two byte order marks", [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, .. Utf8(good)]),
            ("J04", "invalid UTF-8 in a name", [.. Utf8("{\"name\": \"")  , 0xc3, 0x28, .. "\"}"u8]),
            ("J04", "half a surrogate pair", Utf8("{\"name\": \"\\ud800\"}")),
            ("J04", "a zero in a field's name", Utf8("{\"na\\u0000me\": 1}")),
            ("J05", "NaN", Utf8(good.Replace("\"units\":3", "\"units\":NaN"))),
            ("J05", "Infinity", Utf8(good.Replace("\"units\":3", "\"units\":Infinity"))),
            ("J05", "-Infinity", Utf8(good.Replace("\"units\":3", "\"units\":-Infinity"))),
            ("J05", "1e400", Utf8(good.Replace("\"units\":3", "\"units\":1e400"))),
            ("J05", "an integer of 500 digits", Utf8(good.Replace("\"units\":3", "\"units\":" + new string('9', 500)))),
            ("J01", "a number with a leading zero", Utf8(good.Replace("\"units\":3", "\"units\":03"))),
        ];
        foreach (var (rule, what, text) in texts)
        {
            // The container's bound comes first for what is that large.
            yield return new(what is "null" or "an array" or "a number" or "a text" or "an empty object" ? "J01"
                : what == "two byte order marks" ? "J04" : rule, rule, what,
                ModelFiles.With(Sequence, "config.json", text));
        }
    }

    private static IEnumerable<HostileFile> Metadata()
    {
        foreach (var (rule, what, text) in new[]
                 {
                     ("J22", "keras_version 999", """{"keras_version": "999.0.0"}"""),
                     ("J22", "keras_version 1", """{"keras_version": "1.2.2"}"""),
                     ("J22", "keras_version missing", """{"date_saved": "x"}"""),
                     ("J22", "keras_version a number", """{"keras_version": 3}"""),
                     ("J22", "keras_version null", """{"keras_version": null}"""),
                     ("J22", "keras_version of 60 kB", $$"""{"keras_version": "{{new string('3', 60_000)}}"}"""),
                     ("J22", "metadata an array", "[]"), ("J01", "metadata not JSON", "3.15.1"),
                     ("J01", "metadata empty", ""),
                     ("J03", "keras_version twice", """{"keras_version": "3.1", "keras_version": "3.2"}"""),
                 })
            yield return new(rule == "J01" ? "J01" : "J22", rule, what,
                ModelFiles.With(Sequence, "metadata.json", Utf8(text)));
        yield return new("J22", "Z14", "keras_version of 10 MB",
            ModelFiles.With(Sequence, "metadata.json",
                Utf8($$"""{"keras_version": "{{new string('3', 10_000_000)}}"}""")));
    }

    private static IEnumerable<HostileFile> Classes()
    {
        static string Of(string className, string config, string module = "\"keras.layers\"",
            string registered = "null") =>
            $$"""{"module": {{module}}, "class_name": "{{className}}", "config": {{config}}, "registered_name": {{registered}}}""";

        (string Family, string Rule, string What, string Json)[] layers =
        [
            ("J06", "J06", "unknown class", Of("Nonsense", "{}")),
            ("J06", "J06", "class in another case", Of("dense", "{\"units\": 1}")),
            ("J06", "J11", "no class", "{\"config\": {}}"),
            ("J06", "J11", "class a number", "{\"class_name\": 3, \"config\": {}}"),
            ("J06", "J06", "a name with a path", Of("../../Dense", "{\"units\": 1}")),
            ("J06", "J06", "a .NET type", Of("System.Diagnostics.Process, System", "{}")),
            ("J06", "J06", "an optimizer as a layer", Of("Adam", "{}")),
            ("J07", "J07", "module os", Of("Dense", "{\"units\": 1}", "\"os\"")),
            ("J07", "J07", "module subprocess", Of("Dense", "{\"units\": 1}", "\"subprocess\"")),
            ("J07", "J07", "module kerasx", Of("Dense", "{\"units\": 1}", "\"kerasx.layers\"")),
            ("J07", "J07", "registered as evil>Dense", Of("Dense", "{\"units\": 1}", "null", "\"evil>Dense\"")),
            ("J07", "J06", "function system of builtins", Of("system", "{}", "\"builtins\"")),
            ("J07", "J11", "module a number", Of("Dense", "{\"units\": 1}", "7")),
            ("J08", "J06", "enable_unsafe_deserialization",
                Of("enable_unsafe_deserialization", "{}", "\"keras.config\"")),
                ("J08", "J06", "get_file",
                    Of("get_file", "{\"origin\": \"http://169.254.169.254/\"}", "\"keras.utils\"")),
            ("J08", "J06", "load_model", Of("load_model", "{\"filepath\": \"/etc/passwd\"}", "\"keras.models\"")),
            ("J09", "J09", "Lambda with bytecode",
                Of("Lambda", "{\"function\": {\"class_name\": \"__lambda__\", \"config\": {\"code\": \"4wEAAAA=\"}}}")),
                ("J09", "J09", "Lambda of Keras 2", Of("Lambda", "{\"function\": [\"4wEAAAA=\", null, null]}")),
            ("J09", "J09", "lambda as an activation",
                Of("Dense", "{\"units\": 1, \"activation\": {\"class_name\": \"__lambda__\", \"config\": {\"code\": "
                    + "\"4wEAAAA=\"}}}")),
                    ("J09", "J09", "TFSMLayer", Of("TFSMLayer", "{\"filepath\": \"/etc/passwd\"}")),
            ("J09", "J09", "TorchModuleWrapper", Of("TorchModuleWrapper", "{\"module\": \"gASV\"}")),
            ("J09", "J09", "JaxLayer", Of("JaxLayer", "{}")), ("J09", "J09", "FlaxLayer", Of("FlaxLayer", "{}")),
            .. new[] { "/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/latest",
                "\\\\\\\\host\\\\share\\\\x", "vocabulary.txt", "" }.SelectMany(path =>
                    new[] { "TextVectorization", "StringLookup" }
                .Select(name => ("J10", "J10", $"{name} with vocabulary '{path}'",
                    Of(name, $$"""{"vocabulary": "{{path}}"}""")))),
            ("J10", "J11", "IntegerLookup with vocabulary '/etc/passwd'",
                Of("IntegerLookup", "{\"vocabulary\": \"/etc/passwd\"}")),
            ("J17", "J11", "a term twice", Of("StringLookup", "{\"vocabulary\": [\"a\", \"a\"]}")),
            ("J17", "J10", "vocabulary an object", Of("StringLookup", "{\"vocabulary\": {}}")),
            ("J17", "J11", "a term that is a number", Of("StringLookup", "{\"vocabulary\": [\"a\", 7]}")),
            ("J17", "J11", "a term that is null", Of("TextVectorization", "{\"vocabulary\": [null]}")),
            ("J17", "J11", "more terms than max_tokens",
                Of("TextVectorization", "{\"max_tokens\": 3, \"vocabulary\": [\"a\", \"b\", \"c\", \"d\"]}")),
            .. new[] { "-1", "2", "1.0001", "\"0.5\"" }.Select(
                rate => ("J19", "J11", $"dropout rate {rate}", Of("Dropout", $$"""{"rate": {{rate}}}"""))),
            ("J19", "J11", "dropout without a rate", Of("Dropout", "{}")),
            ("J20", "J20", "unknown activation", Of("Dense", "{\"units\": 1, \"activation\": \"system\"}")),
            ("J20", "J20", "a layer as an activation",
                Of("Dense", "{\"units\": 1, \"activation\": {\"class_name\": \"Dense\", \"config\": {}}}")),
            ("J20", "J20", "an activation that is a number", Of("Dense", "{\"units\": 1, \"activation\": 7}")),
            ("J20", "J06", "unknown initializer", Of("Dense", "{\"units\": 1, \"kernel_initializer\": \"system\"}")),
            ("J20", "J06", "a layer as an initializer",
                Of("Dense", "{\"units\": 1, \"kernel_initializer\": {\"class_name\": \"Dense\", \"config\": {}}}")),
                ("J20", "J06", "unknown regularizer",
                    Of("Dense", "{\"units\": 1, \"kernel_regularizer\": \"system\"}")),
            ("J20", "J06", "unknown constraint", Of("Dense", "{\"units\": 1, \"kernel_constraint\": "
                + "{\"class_name\": \"Lambda\", \"config\": {}}}")),
                ("J20", "J20", "quantized", Of("Dense", "{\"units\": 1, \"dtype\": \"int8_from_float32\"}")),
            ("J20", "J06", "an initializer as a layer", Of("GlorotUniform", "{}")),
            ("J23", "J23", "output_sequence_length 2^31-1",
                Of("TextVectorization", "{\"output_sequence_length\": 2147483647}")),
                ("J23", "J23", "output_sequence_length 2^24+1",
                    Of("TextVectorization", "{\"output_sequence_length\": 16777217}")),
            ("J25", "J11", "a pattern as standardize", Of("TextVectorization", "{\"standardize\": \"(a+)+$\"}")),
            ("J25", "J11", "a pattern as split", Of("TextVectorization", "{\"split\": \"(a|aa)+$\"}")),
            ("J25", "J11", "an object as split", Of("TextVectorization", "{\"split\": {\"class_name\": "
                + "\"function\", \"config\": \"re.split\"}}")),
            .. new[] { "unit", "Units", "units ", "filepath", "origin", "__class__", "function" }.Select(field =>
                ("J26", "J26", $"field '{field}' of Dense", Of("Dense", $$"""{"units": 1, "{{field}}": 2}"""))),
            ("J26", "J26", "field 'go_sideways' of LSTM", Of("LSTM", "{\"units\": 1, \"go_sideways\": true}")),
        ];
        foreach (var (family, rule, what, json) in layers)
            yield return Changed(family, rule, what, config => config["config"]!["layers"]![3] = JsonNode.Parse(json));
    }

    private static IEnumerable<HostileFile> Fields()
    {
        foreach (var value in new[] { "-1", "0", "1.5", "\"128\"", "true", "null", "[]", "{}", "2147483648",
            "9223372036854775807", "1e300" })
            yield return Changed("J11", "J11", $"units {value}",
                config => ModelFiles.Layer(config, 3)["units"] = JsonNode.Parse(value));
        foreach (var value in new[] { "1.5", "\"false\"", "1", "[]" })
            yield return Changed("J11", "J11", $"use_bias {value}",
                config => ModelFiles.Layer(config, 3)["use_bias"] = JsonNode.Parse(value));
        foreach (var (units, layer) in new[] { (int.MaxValue, 2), (1 << 30, 2), (1 << 29, 2), (int.MaxValue, 3),
            (1_000_000_000, 3) })
            yield return Changed("J12", "J12", $"{units} units of layer {layer}",
                config => ModelFiles.Layer(config, layer)["units"] = units);
        foreach (var (rows, width) in new[] { (1 << 20, 1 << 20), (65_536, 65_536), (65_536, 262_144),
            (int.MaxValue, int.MaxValue), (1 << 30, 4) })
            yield return Changed("J12", "J12", $"an embedding of {rows} times {width}",
                config => (ModelFiles.Layer(config, 1)["input_dim"], ModelFiles.Layer(config, 1)["output_dim"]) =
                    (rows, width));
        yield return Changed("J12", "J12", "a stateful layer of a batch of ten million", config =>
        {
            ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(10_000_000, 6);
            ModelFiles.Layer(config, 2)["stateful"] = true;
        });
        yield return Changed("J12", "J12", "an input of 2^62 elements",
            config => ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(int.MaxValue, int.MaxValue));
        foreach (var name in new[] { "", ".", "..", "../../x", "layers/vars/0", "/etc/passwd", "C:\\x", "a\0b", "a\nb",
            "a\u202eb", "a\u200bb", "a\u2028b", new string('x', 501), new string('x', 1 << 20) })
            yield return Changed("J15", "J15",
                $"name '{Formats.FilePlace.Shown(name.Length > 20 ? $"{name.Length} letters" : name)}'", config =>
                    ModelFiles.Layer(config, 3)["name"] = name);
        yield return Changed("J15", "J11", "name a number", config => ModelFiles.Layer(config, 3)["name"] = 7);
        yield return Changed("J15", "J15", "two layers of one name",
            config => ModelFiles.Layer(config, 3)["name"] = "lstm");
        foreach (var shape in new[] { "[null, -1]", "[null, -6]", "[\"a\", 6]", "[null, 1.5]", "7", "\"6\"", "{}",
            "[[null, 6]]", $"[{string.Join(",", Enumerable.Repeat("1", 33))}]", "[null, 4294967296]" })
            yield return Changed("J16", "J16", $"batch_shape {shape[..Math.Min(20, shape.Length)]}",
                config => ModelFiles.Layer(config, 0)["batch_shape"] = JsonNode.Parse(shape));
        yield return Changed("J16", "J16", "an axis more than the layers take",
            config => ModelFiles.Layer(config, 0)["batch_shape"] = new JsonArray(null, 6, 3));
        yield return Changed("J24", "H21", "one unit more than the weights have",
            config => ModelFiles.Layer(config, 3)["units"] = 2);
        yield return Changed("J24", "H21", "one word less than the weights have",
            config => ModelFiles.Layer(config, 1)["input_dim"] = 19);
        yield return Changed("J24", "H19", "a bias that the weights do not have",
            config => ModelFiles.Layer(config, 2)["use_bias"] = true, WithoutBias());
    }

    private static IEnumerable<HostileFile> Graphs()
    {
        HostileFile History(string what, JsonNode? layer, JsonNode? use, JsonNode? tensor) =>
            Changed("J14", "J14", what, config =>
        {
            var argument = config["config"]!["layers"]![1]!["inbound_nodes"]![0]!["args"]![0]!;
            var history = argument["config"]!["keras_history"]!.AsArray();
            (history[0], history[1], history[2]) = (layer, use, tensor);
        }, Graph);
        yield return History("a cycle", "out", 0, 0);
        yield return History("a layer that reads itself", "words", 0, 0);
        yield return History("a layer that is not there", "nowhere", 0, 0);
        yield return History("use 1,000,000,000", "ids", 1_000_000_000, 0);
        yield return History("use -1", "ids", -1, 0);
        yield return History("output 7", "ids", 0, 7);
        yield return History("output -1", "ids", 0, -1);
        yield return History("use 1.5", "ids", 1.5, 0);
        yield return History("a layer that is a number", 7, 0, 0);
        yield return Changed("J14", "J14", "an output that is not there",
            config => config["config"]!["output_layers"] = new JsonArray("nowhere", 0, 0), Graph);
        yield return Changed("J14", "J14", "no outputs", config => config["config"]!["output_layers"] = new JsonArray(),
            Graph);
        yield return Changed("J14", "J14", "inputs that are no references",
            config => config["config"]!["input_layers"] = "ids", Graph);
        yield return Changed("J14", "J14", "a use without arguments",
            config => config["config"]!["layers"]![1]!["inbound_nodes"] = new JsonArray(7), Graph);
        yield return Changed("J15", "J15", "two layers of a graph of one name", config =>
        {
            config["config"]!["layers"]![2]!["name"] = "mean";
            ModelFiles.Layer(config, 2)["name"] = "mean";
        }, Graph);
        yield return Changed("J15", "J14", "two names of one layer",
            config => config["config"]!["layers"]![2]!["name"] = "other", Graph);
        yield return Changed("J15", "J15", "a path as the name of a layer in a graph",
            config => config["config"]!["layers"]![2]!["name"] = "../x", Graph);
    }

    private static IEnumerable<HostileFile> Many()
    {
        yield return Changed("J13", "J13", "100,000 layers", config =>
        {
            var layers = config["config"]!["layers"]!.AsArray();
            for (var i = 0; i < 100_000; i++)
                layers.Add(JsonNode.Parse("""{"class_name": "Dropout", "config": {"rate": 0.5}}"""));
        });
        yield return Changed("J13", "J13", "100,000 uses of a layer", config =>
        {
            var nodes = config["config"]!["layers"]![1]!["inbound_nodes"]!.AsArray();
            for (var i = 0; i < 100_000; i++) nodes.Add(new JsonObject());
        }, Graph);
        yield return Changed("J17", "J02", "a vocabulary of four million empty terms",
            config => config["config"]!["layers"]![3] = JsonNode.Parse(
            "{\"class_name\": \"StringLookup\", \"config\": {\"vocabulary\": ["
                + string.Concat(Enumerable.Repeat("\"\",", 4_000_000)) + "\"\"]}}"));
        yield return Changed("J17", "Z14", "a term of 20 MB",
            config => config["config"]!["layers"]![3] = JsonNode.Parse(
            "{\"class_name\": \"StringLookup\", \"config\": {\"vocabulary\": [\"" + new string('x', 20_000_000)
                + "\"]}}"));
    }

    // Of one row that is small, by the settings alone; the files are of some kilobytes.
    private static IEnumerable<HostileFile> Rows()
    {
        const int marked = 7919;
        var (row, steps, any) = (Keras.Input([4]), Keras.Input([3, 4]), Keras.Input([-1, 4]));
        var (ids, number) = (Keras.Input([100], ElementType.Int32), Keras.Input([1], ElementType.Int32));
        var (wide, table) = (Keras.Input([100]), Keras.Input([1, 100]));
        (string What, SymbolicTensor From, SymbolicTensor To, int Size)[] all =
        [
            ("RepeatVector", row, new RepeatVector(marked).Call(row), 400_000_000),
            ("UpSampling1D", steps, new UpSampling1D(marked).Call(steps), 150_000_000),
            ("UpSampling1D of any steps", any, new UpSampling1D(marked).Call(any), 450_000),
            ("ZeroPadding1D", steps, new ZeroPadding1D(marked).Call(steps), 200_000_000),
            ("Conv1DTranspose", steps, new Conv1DTranspose(1, 2, marked).Call(steps), 600_000_000),
            ("AdaptiveAveragePooling1D", steps, new AdaptiveAveragePooling1D(marked).Call(steps), 400_000_000),
            ("CategoryEncoding", ids, new CategoryEncoding(marked).Call(ids), 1_900_000_000),
            ("CategoryEncoding of one", number, new CategoryEncoding(marked, OutputMode.OneHot).Call(number),
                1_900_000_000),
            ("Hashing", ids, new Hashing(marked, outputMode: OutputMode.MultiHot).Call(ids), 1_900_000_000),
            ("TimeDistributed", steps, new TimeDistributed(new RepeatVector(marked)).Call(steps), 150_000_000),
            ("an operation that repeats", wide, wide.Repeat(marked, axis: 1), 16_000_000),
            ("an operation that pads", table, table.Pad([(0, 0), (0, marked), (0, 0)]), 16_000_000),
            ("an operation that makes one-hot rows", ids, ids.OneHot(marked), 16_000_000),
        ];
        foreach (var (what, from, to, size) in all)
        {
            var file = KerasFile.ToBytes(new Functional(from, to));
            yield return new("J27", "J27", what, ModelFiles.With(file, ModelFiles.Config(file).ToJsonString()
                .Replace($"{marked}", $"{size}", StringComparison.Ordinal)));
        }
    }

    private static HostileFile Changed(string family, string rule, string what, Action<JsonNode> change,
        byte[]? file = null)
    {
        file ??= Sequence;
        var config = ModelFiles.Config(file);
        change(config);
        return new(family, rule, what, ModelFiles.With(file, config.ToJsonString()));
    }

    private static byte[] WithoutBias()
    {
        var model = new Sequential(new InputLayer([-1, 6], ElementType.Int32), new Embedding(20, 4, maskZero: true),
            new Lstm(3) { UseBias = false }, new Dense(1));
        model.BuildFor([-1, 6]);
        return KerasFile.ToBytes(model);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
