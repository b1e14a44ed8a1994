using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The arguments of one use of a layer or operation in Keras' serialized form.</summary>
internal static class NodeArguments
{
    private const string TensorClass = "__keras_tensor__";
    private const string ArrayClass = "__numpy__";
    private const string ConstantClass = "__tensor__";
    private const string SliceClass = "__slice__";
    private const string EllipsisClass = "__ellipsis__";

    /// <summary>The layer's JSON with the plain keyword arguments of its uses (<c>use_causal_mask</c>, …) added to its
    /// fields.</summary>
    /// <exception cref="ConfigException">Two uses have different ones.</exception>
    public static JsonElement Merge(JsonElement layer, JsonElement[] nodes, string place)
    {
        var uses = nodes.Select(Plain).ToList();
        var names = uses.SelectMany(use => use.Keys).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return layer;
        var merged = JsonObject.Create(layer)!;
        if (merged["config"] is not JsonObject config)
            throw new ConfigException(place, "expected an object 'config'", "J14");
        foreach (var name in names)
        {
            // An argument that a use leaves out has its default there, which is false for all but one that are no
            // tensors.
            var values = uses.Select(use => use.GetValueOrDefault(name)).ToList();
            if (values.Any(value => !JsonNode.DeepEquals(value, values[0])))
                throw new ConfigException(place,
                    $"two uses of the layer with different '{name}', which Valence cannot express", "J14");
            if (config[name] is { } present && !JsonNode.DeepEquals(present, values[0]))
                throw new ConfigException(place,
                    $"a use of the layer with another '{name}' than its own, which Valence cannot express", "J14");
            config[name] = values[0]!.DeepClone();
        }
        return JsonSerializer.SerializeToElement(merged, ConfigJson.Default.JsonObject);

        Dictionary<string, JsonNode?> Plain(JsonElement node)
        {
            var plain = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            if (Keywords(node) is not { } kwargs) return plain;
            foreach (var argument in kwargs.EnumerateObject())
                if (IsField(argument.Value) && argument.Name != "training"
                    && (argument.Value.ValueKind != JsonValueKind.False || IsTrueByDefault(argument.Name)))
                    plain[argument.Name] = JsonNode.Parse(argument.Value.GetRawText());
            return plain;
        }

        // KerasHub's decoder is causal unless a use says otherwise.
        bool IsTrueByDefault(string name) => name == "use_causal_mask" && ClassOf(layer) == "TransformerDecoder";
    }

    /// <summary>The arguments of a use in Keras 3's form.</summary>
    /// <param name="node">The use.</param>
    /// <param name="place">Where it is, for errors.</param>
    /// <param name="resolve">The place of the graph that a reference means.</param>
    public static UseArguments Read(JsonElement node, string place, Func<JsonElement, SymbolicTensor> resolve)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty("args", out var args)
            || args.ValueKind != JsonValueKind.Array)
            throw new ConfigException(place, "expected an object with 'args', as Keras 3 writes it", "J14");
        var named = new Dictionary<string, Argument>(StringComparer.Ordinal);
        if (Keywords(node) is { } kwargs)
            foreach (var argument in kwargs.EnumerateObject())
                named[argument.Name] = ReadOne(argument.Value, place, resolve);
        return new([.. args.EnumerateArray().Select(argument => ReadOne(argument, place, resolve))], named);
    }

    /// <summary>One argument in Keras 3's form.</summary>
    public static Argument ReadOne(JsonElement json, string place, Func<JsonElement, SymbolicTensor> resolve)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null: return Argument.Nothing.Instance;
            case JsonValueKind.True: return new Argument.Truth(true);
            case JsonValueKind.False: return new Argument.Truth(false);
            case JsonValueKind.String: return new Argument.Text(json.GetString()!);
            case JsonValueKind.Number:
                return json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') || !json.TryGetInt64(out var whole)
                    ? new Argument.Number(json.GetDouble()) : new Argument.Integer(whole);
            case JsonValueKind.Array:
                return new Argument.List([.. json.EnumerateArray().Select(item => ReadOne(item, place, resolve))]);
        }
        if (ClassOf(json) is not { } kind)
            return new Argument.Dict([.. json.EnumerateObject()
                .Select(item => KeyValuePair.Create(item.Name, ReadOne(item.Value, place, resolve)))]);
        switch (kind)
        {
            case TensorClass: return new Argument.Symbol(resolve(History(json, place)));
            case ArrayClass or ConstantClass: return Array(Config(json, place), place, kind == ArrayClass);
            case EllipsisClass: return new Argument.Ellipsis();
            case SliceClass:
                var config = Config(json, place);
                return new Argument.Slice(Part("start"), Part("stop"), Part("step"));

                Argument Part(string name) => config.TryGetProperty(name, out var part) ? ReadOne(part, place, resolve)
                    : Argument.Nothing.Instance;
            default:
                throw new ConfigException(place, $"an argument of class '{Formats.FilePlace.Shown(kind)}', which "
                    + "Valence does not take in a graph", "J14");
        }
    }

    /// <summary>Every reference to a place of the graph in the arguments of a use.</summary>
    public static IEnumerable<JsonElement> References(JsonElement json, string place) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(item => References(item, place)),
        JsonValueKind.Object when IsTensor(json) => [History(json, place)],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(item => References(item.Value, place)),
        _ => [],
    };

    /// <summary>Keras' form of one use.</summary>
    public static JsonNode Write(LayerNode node, Func<SymbolicTensor, JsonArray> reference, JsonObject call)
    {
        var named = new JsonObject();
        foreach (var (name, argument) in node.Use.Kwargs) named[name] = Write(argument, reference);
        foreach (var (name, value) in call)
            if (!named.ContainsKey(name)) named[name] = value?.DeepClone();
        return new JsonObject
        {
            ["args"] = new JsonArray([.. node.Use.Args.Select(argument => Write(argument, reference))]),
            ["kwargs"] = named,
        };
    }

    /// <summary>Keras' form of one argument.</summary>
    public static JsonNode? Write(Argument argument, Func<SymbolicTensor, JsonArray> reference) => argument switch
    {
        Argument.Symbol symbol => Object(TensorClass, new()
        {
            ["shape"] = ConfigWriter.Axes(symbol.Tensor.Shape),
            ["dtype"] = symbol.Tensor.KerasType.KerasName,
            ["keras_history"] = reference(symbol.Tensor),
        }),
        Argument.Array array => Object(array.IsNumPy ? ArrayClass : ConstantClass, new()
        {
            ["value"] = Elements(array),
            ["dtype"] = array.Type.KerasName,
        }),
        Argument.Integer number => JsonValue.Create(number.Value),
        Argument.Number number => PythonNumber.Of(JsonValue.Create(number.Value)),
        Argument.Truth truth => JsonValue.Create(truth.Value),
        Argument.Text text => JsonValue.Create(text.Value),
        Argument.List list => new JsonArray([.. list.Items.Select(item => Write(item, reference))]),
        Argument.Dict dict => new JsonObject(dict.Items.Select(item =>
            KeyValuePair.Create(item.Key, Write(item.Value, reference)))),
        Argument.Slice slice => Object(SliceClass, new()
        {
            ["start"] = Write(slice.Start, reference),
            ["stop"] = Write(slice.Stop, reference),
            ["step"] = Write(slice.Step, reference),
        }),
        Argument.Ellipsis => Object(EllipsisClass, []),
        _ => null,
    };

    private static JsonObject Object(string kind, JsonObject config) =>
        new() { ["class_name"] = kind, ["config"] = config };

    private static Argument.Array Array(JsonElement config, string place, bool isNumPy)
    {
        if (!config.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || KerasTypes.Parse(dtype.GetString()!) is not { } type || type == KerasType.String
            || !config.TryGetProperty("value", out var value))
            throw new ConfigException(place, "expected an array of numbers with 'value' and 'dtype'", "J14");
        if (!NestedNumbers.TryShape(value, out var shape, out var problem))
            throw new ConfigException(place, $"expected {problem}", "J14");
        var elements = NestedNumbers.Of(value);
        return new(type.Storage == ElementType.Int32 ? Tensor.From([.. elements.Select(Whole)], shape)
            : Tensor.From([.. elements.Select(element => (float)element)], shape), type, isNumPy);

        int Whole(double element) => element is >= int.MinValue and <= int.MaxValue ? (int)element
            : throw new ConfigException(place, string.Create(CultureInfo.InvariantCulture,
                $"expected integers of 32 bits in an array, found {element}"), "J14");
    }

    private static JsonNode? Elements(Argument.Array array) => NestedNumbers.Write(array.Value.Shape, (writer, i) =>
    {
        if (array.Type == KerasType.Bool) writer.WriteBooleanValue(array.Value.Floats[i] != 0);
        else if (array.Value.Type == ElementType.Int32) writer.WriteNumberValue(array.Value.Ints[i]);
        else PythonNumber.Write(writer, array.Value.Floats[i]);
    });

    private static JsonElement? Keywords(JsonElement node) => node.ValueKind != JsonValueKind.Object
        ? Keras2.Arguments(node)
        : node.TryGetProperty("kwargs", out var kwargs) && kwargs.ValueKind == JsonValueKind.Object ? kwargs : null;

    private static JsonElement Config(JsonElement json, string place) =>
        json.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? config
            : throw new ConfigException(place, "expected an object 'config'", "J14");

    private static JsonElement History(JsonElement tensor, string place) =>
        Config(tensor, place).TryGetProperty("keras_history", out var history) ? history
            : throw new ConfigException(place, "expected a tensor with 'keras_history'", "J14");

    private static string? ClassOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static bool IsTensor(JsonElement json) => ClassOf(json) == TensorClass;

    // What a layer of ours has as a field and Keras takes in the call: neither tensors nor masks that are none.
    private static bool IsField(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.Array => !Keras2.IsReference(json) && json.EnumerateArray().Any(IsField),
        JsonValueKind.Object => ClassOf(json) is not (TensorClass or ArrayClass or ConstantClass)
            && json.EnumerateObject().Any(item => IsField(item.Value)),
        _ => true,
    };
}
