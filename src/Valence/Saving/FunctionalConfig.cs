using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>A functional model in Keras' serialized form: layers, each with the nodes that use it, and references <c>[layer, node, tensor]</c>.</summary>
internal sealed class FunctionalConfig
{
    private readonly Dictionary<string, (Layer Layer, JsonElement[] Nodes)> _layers = [];
    private readonly Dictionary<(string Layer, int Node), LayerNode> _nodes = [];
    private readonly HashSet<(string, int)> _resolving = [];
    private readonly ConfigReader _config;

    private FunctionalConfig(ConfigReader config) => _config = config;

    public static Functional Read(ConfigReader config) => new FunctionalConfig(config).Read();

    private Functional Read()
    {
        foreach (var (json, place) in _config.Items("layers"))
        {
            var entry = new ConfigReader(json, place, _config.Tables);
            var nodes = entry.Items("inbound_nodes").Select(item => item.Json).ToArray();
            var name = entry.OptionalText("name") ?? new ConfigReader(entry.Get("config"), place, _config.Tables).Text("name");
            var layer = _config.Tables.Layers.Read(NodeArguments.Merge(json, nodes, place), place, _config.Tables);
            if (!_layers.TryAdd(name, (layer, nodes))) throw new ConfigException(place, $"a second layer named '{name}'");
        }
        // Nodes in the order of the file, so that each layer is built by its first use.
        foreach (var (name, (_, nodes)) in _layers)
            for (var i = 0; i < nodes.Length; i++) Node(name, i);
        var inputs = References(_config.Get("input_layers"), $"{_config.Place}.input_layers");
        var outputs = References(_config.Get("output_layers"), $"{_config.Place}.output_layers");
        var model = new Functional(inputs, outputs);
        if (_config.OptionalText("name") is { } own) model.AssignName(own);
        model.EnsureBuilt([]);
        return model;
    }

    private LayerNode Node(string name, int index)
    {
        if (_nodes.TryGetValue((name, index), out var known)) return known;
        if (!_layers.TryGetValue(name, out var entry)) throw new ConfigException(_config.Place, $"a reference to a layer '{name}' that is not listed");
        if (!_resolving.Add((name, index))) throw new ConfigException(_config.Place, $"a cycle through layer '{name}'");
        LayerNode node;
        if (entry.Layer is InputLayer input && entry.Nodes.Length == 0 && index == 0) node = LayerNode.CreateInput(input);
        else if (index < entry.Nodes.Length) node = Use(entry.Layer, entry.Nodes[index], $"{_config.Place}.layers['{name}'].inbound_nodes[{index}]");
        else throw new ConfigException(_config.Place, $"a reference to use {index} of layer '{name}', which has {entry.Nodes.Length}");
        return _nodes[(name, index)] = node;
    }

    private LayerNode Use(Layer layer, JsonElement node, string place)
    {
        var arguments = NodeArguments.Tensors(layer, node, place).Select(reference => Tensor(reference, place)).ToArray();
        var masks = NodeArguments.Masks(layer, node, place).Select(reference => reference is { } given ? Tensor(given, place) : null).ToArray();
        return masks.Length <= arguments.Length ? LayerNode.Create(layer, arguments, masks)
            : throw new ConfigException(place, $"{masks.Length} masks for {arguments.Length} inputs");
    }

    private SymbolicTensor Tensor(JsonElement reference, string place)
    {
        if (reference.ValueKind != JsonValueKind.Array || reference.GetArrayLength() < 3
            || reference[0].ValueKind != JsonValueKind.String || !reference[1].TryGetInt32(out var use) || !reference[2].TryGetInt32(out var tensor) || use < 0)
            throw new ConfigException(place, "expected a reference [layer, use, tensor]");
        var outputs = Node(reference[0].GetString()!, use).Outputs;
        return (uint)tensor < (uint)outputs.Count ? outputs[tensor] : throw new ConfigException(place, $"a reference to output {tensor} of '{reference[0].GetString()}', which has {outputs.Count}");
    }

    private SymbolicTensor[] References(JsonElement json, string place) =>
        json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0 ? throw new ConfigException(place, "expected references to tensors")
        : json[0].ValueKind == JsonValueKind.String ? [Tensor(json, place)]
        : [.. json.EnumerateArray().Select(reference => Tensor(reference, place))];

    public static void Write(Functional model, ConfigWriter config)
    {
        var uses = new Dictionary<LayerNode, int>();
        foreach (var layer in model.Layers)
        {
            var count = 0;
            foreach (var node in model.Nodes.Where(node => node.Layer == layer)) uses[node] = count++;
        }
        var layers = new JsonArray();
        foreach (var layer in model.Layers)
        {
            var json = config.Tables.Layers.Write(layer, config.Tables);
            json["name"] = layer.Name;
            json["inbound_nodes"] = new JsonArray([.. uses.Keys.Where(node => node.Layer == layer && layer is not InputLayer).Select(node => NodeArguments.Write(node, uses, config.Tables))]);
            layers.Add((JsonNode)json);
        }
        config.Set("layers", layers);
        config.Set("input_layers", References(model.InputTensors, uses)).Set("output_layers", References(model.OutputTensors, uses));
    }

    private static JsonArray References(IReadOnlyList<SymbolicTensor> tensors, Dictionary<LayerNode, int> uses)
    {
        var all = tensors.Select(tensor => (JsonNode)NodeArguments.Reference(tensor, uses)).ToArray();
        return all.Length == 1 ? all[0].AsArray() : new JsonArray(all);
    }
}
