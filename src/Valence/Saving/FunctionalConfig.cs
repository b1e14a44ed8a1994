using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>A functional model in Keras' serialized form: layers, each with the nodes that use it, and references
/// <c>[layer, node, tensor]</c>.</summary>
internal sealed class FunctionalConfig
{
    private readonly Dictionary<string, (Layer Layer, JsonElement[] Nodes)> _layers = [];
    private readonly Dictionary<Use, LayerNode> _nodes = [];
    private readonly ConfigReader _config;

    private FunctionalConfig(ConfigReader config) => _config = config;

    public static Functional Read(ConfigReader config) => new FunctionalConfig(config).Read();

    private Functional Read()
    {
        _config.Tables.Budget?.RequireLayers(_config, "layers");
        foreach (var (json, place) in _config.Items("layers"))
        {
            var entry = new ConfigReader(json, place, _config.Tables);
            var nodes = entry.Items("inbound_nodes").Select(item => item.Json).ToArray();
            var name = entry.OptionalText("name") ?? new ConfigReader(entry.Get("config"), place, _config.Tables)
                .Text("name");
            LayerTable.RequireName(name, $"{place}.name");
            _config.Tables.Budget?.SpendUses(nodes.Length, place);
            var layer = _config.Tables.Layers.Read(NodeArguments.Merge(json, nodes, place), place, _config.Tables);
            layer.AssignName(name);
            if (layer.Name != name)
                throw new ConfigException(place, $"expected one name of the layer, found '{name}' and '{layer.Name}'",
                    "J14");
            if (!_layers.TryAdd(name, (layer, nodes)))
                throw new ConfigException(place, $"a second layer named '{name}'", "J15");
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

    // With a stack of its own, so that a long chain of references is no deep recursion.
    private LayerNode Node(string name, int index)
    {
        if (_nodes.TryGetValue(new(name, index), out var known)) return known;
        var path = new Stack<(Use Use, Call Call, int Next)>();
        var open = new HashSet<Use>();
        Enter(new(name, index));
        while (path.TryPop(out var step))
        {
            if (step.Next < step.Call.Reads.Count)
            {
                path.Push(step with { Next = step.Next + 1 });
                Enter(step.Call.Reads[step.Next].Use);
                continue;
            }
            open.Remove(step.Use);
            var layer = _layers[step.Use.Layer].Layer;
            _nodes[step.Use] = layer is InputLayer input ? LayerNode.CreateInput(input)
                : LayerNode.Create(layer, [.. step.Call.Arguments.Select(Output)],
                    [.. step.Call.Masks.Select(mask => mask is { } given ? Output(given) : null)]);
        }
        return _nodes[new(name, index)];

        void Enter(Use use)
        {
            if (_nodes.ContainsKey(use)) return;
            if (!_layers.TryGetValue(use.Layer, out var entry))
                throw new ConfigException(_config.Place, $"a reference to a layer '{use.Layer}' that is not listed",
                    "J14");
            if (!open.Add(use)) throw new ConfigException(_config.Place, $"a cycle through layer '{use.Layer}'", "J14");
            if (use.Index >= (entry.Layer is InputLayer ? 1 : entry.Nodes.Length))
                throw new ConfigException(_config.Place,
                    $"a reference to use {use.Index} of layer '{use.Layer}', which has {entry.Nodes.Length}", "J14");
            path.Push((use, entry.Layer is InputLayer ? Call.None
                : Read(entry.Layer, entry.Nodes[use.Index],
                    $"{_config.Place}.layers['{use.Layer}'].inbound_nodes[{use.Index}]"), 0));
        }
    }

    private static Call Read(Layer layer, JsonElement node, string place)
    {
        Reference[] arguments = [.. NodeArguments.Tensors(layer, node, place).Select(json => Parse(json, place))];
        Reference?[] masks = [.. NodeArguments.Masks(layer, node, place)
            .Select(json => json is { } given ? Parse(given, place) : (Reference?)null)];
        return masks.Length <= arguments.Length ? new(arguments, masks)
            : throw new ConfigException(place, $"{masks.Length} masks for {arguments.Length} inputs", "J14");
    }

    private static Reference Parse(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() < 3
            || json[0].ValueKind != JsonValueKind.String
            || !IsIndex(json[1], out var use) || !IsIndex(json[2], out var tensor))
            throw new ConfigException(place, "expected a reference [layer, use, tensor]", "J14");
        return new(new(json[0].GetString()!, use), tensor, place);
    }

    private static bool IsIndex(JsonElement json, out int index)
    {
        index = -1;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out index) && index >= 0;
    }

    private SymbolicTensor Output(Reference reference)
    {
        var outputs = _nodes[reference.Use].Outputs;
        return reference.Tensor < outputs.Count ? outputs[reference.Tensor]
            : throw new ConfigException(reference.Place,
                $"a reference to output {reference.Tensor} of '{reference.Use.Layer}', which has {outputs.Count}",
                "J14");
    }

    private SymbolicTensor Tensor(JsonElement json, string place)
    {
        var reference = Parse(json, place);
        Node(reference.Use.Layer, reference.Use.Index);
        return Output(reference);
    }

    private SymbolicTensor[] References(JsonElement json, string place) =>
        json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0
            ? throw new ConfigException(place, "expected references to tensors", "J14")
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
            json["inbound_nodes"] = new JsonArray(
                [.. uses.Keys.Where(node => node.Layer == layer && layer is not InputLayer)
                    .Select(node => NodeArguments.Write(node, uses, config.Tables))]);
            layers.Add((JsonNode)json);
        }
        config.Set("layers", layers);
        config.Set("input_layers", References(model.InputTensors, uses))
            .Set("output_layers", References(model.OutputTensors, uses));
    }

    private static JsonArray References(IReadOnlyList<SymbolicTensor> tensors, Dictionary<LayerNode, int> uses)
    {
        var all = tensors.Select(tensor => (JsonNode)NodeArguments.Reference(tensor, uses)).ToArray();
        return all.Length == 1 ? all[0].AsArray() : new JsonArray(all);
    }

    private readonly record struct Use(string Layer, int Index);

    private readonly record struct Reference(Use Use, int Tensor, string Place);

    private sealed record Call(IReadOnlyList<Reference> Arguments, IReadOnlyList<Reference?> Masks)
    {
        public static Call None { get; } = new([], []);

        // All that has to be there before the call: the arguments, then the masks that are given.
        public IReadOnlyList<Reference> Reads { get; } = [.. Arguments, .. Masks.OfType<Reference>()];
    }
}
