using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The arguments of one use of a layer in Keras' serialized form: tensors become inputs, everything else
/// becomes fields of the layer.</summary>
internal static class NodeArguments
{
    /// <summary>Keras' name of the second operand of an operation on two values.</summary>
    public const string SecondOperand = "x2";

    private const string TensorClass = "__keras_tensor__";
    private const string MaskSuffix = "_mask";

    /// <summary>The layer's JSON with the plain keyword arguments of its uses (<c>use_causal_mask</c>, …) added to its
    /// fields.</summary>
    /// <exception cref="ConfigException">Two uses have different ones.</exception>
    public static JsonElement Merge(JsonElement layer, JsonElement[] nodes, string place)
    {
        JsonObject? merged = null;
        foreach (var node in nodes)
        {
            // Keras' operations on two values, such as the NotEqual of a mask, have their second one among the
            // positional arguments.
            if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("args", out var args)
                && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() == 2
                && args[1].ValueKind == JsonValueKind.Number) Add(SecondOperand, args[1]);
            if (Keywords(node) is not { } kwargs) continue;
            foreach (var argument in kwargs.EnumerateObject())
                if (!IsTensors(argument.Value) && !Keras2.IsReference(argument.Value)
                    && argument.Value.ValueKind != JsonValueKind.Null && argument.Name != "training") Add(argument.Name,
                    argument.Value);
        }
        return merged is null ? layer : JsonSerializer.SerializeToElement(merged, ConfigJson.Default.JsonObject);

        void Add(string name, JsonElement json)
        {
            merged ??= JsonObject.Create(layer)!;
            if (merged["config"] is not JsonObject config)
                throw new ConfigException(place, "expected an object 'config'", "J14");
            var value = JsonNode.Parse(json.GetRawText());
            if (config[name] is { } present && !JsonNode.DeepEquals(present, value))
                throw new ConfigException(place, $"two uses of the layer with different '{name}', which Valence "
                    + "cannot express", "J14");
            config[name] = value;
        }
    }

    /// <summary>References to the tensors of a use, in the order in which the layer takes them.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="node">The use.</param>
    /// <param name="place">Where the use is, for errors.</param>
    public static IReadOnlyList<JsonElement> Tensors(Layer layer, JsonElement node, string place)
    {
        if (node.ValueKind == JsonValueKind.Array) return Keras2.References(layer, node, place);
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty("args", out var args)
            || args.ValueKind != JsonValueKind.Array)
            throw new ConfigException(place, "expected an object with 'args', as Keras 3 writes it", "J14");
        var found = new List<JsonElement>();
        foreach (var argument in args.EnumerateArray()) Collect(argument, found, place);
        if (Keywords(node) is not { } kwargs) return found;
        for (var i = 0; i < layer.CallArguments.Count; i++)
        {
            if (!kwargs.TryGetProperty(layer.CallArguments[i], out var argument) || !IsTensors(argument)) continue;
            // An argument left out before this one has Keras' default, which for attention's key is the value before
            // it.
            while (found.Count > 0 && found.Count < i) found.Add(found[^1]);
            Collect(argument, found, place);
        }
        foreach (var argument in kwargs.EnumerateObject())
            if (IsTensors(argument.Value) && !layer.CallArguments.Contains(argument.Name)
                && MaskedInput(layer, argument.Name) is null)
                throw new ConfigException(place, $"a tensor argument '{argument.Name}' that {layer.KerasName} does "
                    + "not take", "J14");
        return found;
    }

    /// <summary>References to the masks that a use is given as values of the graph, one an input; null where it keeps
    /// its own.</summary>
    public static IReadOnlyList<JsonElement?> Masks(Layer layer, JsonElement node, string place)
    {
        var masks = new List<JsonElement?>();
        if (Keywords(node) is not { } kwargs) return masks;
        foreach (var argument in kwargs.EnumerateObject())
        {
            if (!IsTensors(argument.Value) || layer.CallArguments.Contains(argument.Name)
                || MaskedInput(layer, argument.Name) is not { } index) continue;
            foreach (var given in argument.Value.ValueKind == JsonValueKind.Array ? argument.Value.EnumerateArray()
                .ToArray() : [argument.Value])
            {
                while (masks.Count <= index) masks.Add(null);
                if (IsTensor(given)) masks[index] = History(given, place);
                index++;
            }
        }
        return masks;
    }

    /// <summary>Keras' form of one use.</summary>
    public static JsonNode Write(LayerNode node, Dictionary<LayerNode, int> uses, KerasTables tables)
    {
        var tensors = node.Arguments.Select(Tensor).ToArray();
        var named = tables.Layers.CallArguments(node.Layer, tables);
        if (node.Layer.TakesList && node.Masks.Count > 0)
            named["mask"] = new JsonArray([.. node.Masks.Select(mask => mask is null ? null : Tensor(mask))]);
        else
            for (var i = 0; i < node.Masks.Count; i++)
                if (node.Masks[i] is { } mask)
                    named[i == 0 && !HasMaskArguments(node.Layer) ? "mask" : node.Layer.CallArguments[i] + MaskSuffix] =
                        Tensor(mask);
        if (node.Layer.TakesList)
            return new JsonObject { ["args"] = new JsonArray(new JsonArray(tensors)), ["kwargs"] = named };
        var names = node.Layer.CallArguments;
        var positional = new JsonArray();
        for (var i = 0; i < tensors.Length; i++)
            // Keras has the masks of single inputs before a mask of its own, so that one goes by name.
            if (i < names.Count && names[i].EndsWith(MaskSuffix, StringComparison.Ordinal))
                named[names[i]] = tensors[i];
            else positional.Add(tensors[i]);
        return new JsonObject { ["args"] = positional, ["kwargs"] = named };

        JsonNode Tensor(SymbolicTensor input) => new JsonObject
        {
            ["class_name"] = TensorClass,
            ["config"] = new JsonObject
            {
                ["shape"] = new JsonArray(
                    [.. input.Shape.AsSpan().ToArray()
                        .Select(length => length < 0 ? null : (JsonNode?)JsonValue.Create(length))]),
                ["dtype"] = KerasElementTypes.Name(input.Type),
                ["keras_history"] = Reference(input, uses),
            },
        };
    }

    /// <summary>Keras' reference to a tensor: layer, use of the layer, output of the use.</summary>
    public static JsonArray Reference(SymbolicTensor tensor, Dictionary<LayerNode, int> uses) =>
        [tensor.Node.Layer.Name, uses[tensor.Node], tensor.Index];

    private static JsonElement? Keywords(JsonElement node) =>
        node.ValueKind != JsonValueKind.Object ? Keras2.Arguments(node)
        : node.TryGetProperty("kwargs", out var kwargs) && kwargs.ValueKind == JsonValueKind.Object ? kwargs : null;

    private static void Collect(JsonElement argument, List<JsonElement> found, string place)
    {
        if (argument.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in argument.EnumerateArray()) Collect(item, found, place);
            return;
        }
        if (IsTensor(argument)) found.Add(History(argument, place));
    }

    private static JsonElement History(JsonElement tensor, string place) =>
        tensor.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("keras_history", out var history) ? history
        : throw new ConfigException(place, "expected a tensor with 'keras_history'", "J14");

    // The input whose mask an argument is: the first one's is 'mask', that of several inputs is named after the input.
    private static int? MaskedInput(Layer layer, string argument)
    {
        if (argument == "mask") return 0;
        if (!argument.EndsWith(MaskSuffix, StringComparison.Ordinal)) return null;
        var index = layer.CallArguments.ToList().IndexOf(argument[..^MaskSuffix.Length]);
        return index < 0 ? null : index;
    }

    // Keras' attention over query, value and key names the mask of each input.
    private static bool HasMaskArguments(Layer layer) =>
        layer.CallArguments.Any(name => name.EndsWith(MaskSuffix, StringComparison.Ordinal));

    private static bool IsTensor(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String && name.GetString() == TensorClass;

    private static bool IsTensors(JsonElement json) =>
        IsTensor(json) || json.ValueKind == JsonValueKind.Array && json.EnumerateArray().Any(IsTensors);
}
