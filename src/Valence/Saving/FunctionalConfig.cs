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
    private readonly Dictionary<Use, LayerNode> _nodes = [];
    // Nodes that compute the mask of an embedding, with the ids that they compare with zero.
    private readonly Dictionary<string, Reference> _masks = [];
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
            _config.Tables.Budget?.SpendUses(nodes.Length, place);
            if (entry.OptionalText("class_name") == "NotEqual" && entry.OptionalText("module") is null or "keras.src.ops.numpy")
            {
                if (!_masks.TryAdd(name, MaskOf(nodes, place))) throw new ConfigException(place, $"a second layer named '{name}'");
                continue;
            }
            var layer = _config.Tables.Layers.Read(NodeArguments.Merge(json, nodes, place), place, _config.Tables);
            layer.AssignName(name);
            if (layer.Name != name) throw new ConfigException(place, $"expected one name of the layer, found '{name}' and '{layer.Name}'");
            if (!_layers.TryAdd(name, (layer, nodes))) throw new ConfigException(place, $"a second layer named '{name}'");
        }
        foreach (var ids in _masks.Values)
            if (!_layers.Values.Any(entry => entry.Layer is Embedding { MaskZero: true } && entry.Nodes.Any(node => Arguments(entry.Layer, node, ids.Place) is [var only] && only.IsSame(ids))))
                throw new ConfigException(ids.Place, "a mask of ids that no Embedding with mask_zero takes. Masks pass from layer to layer by themselves; others cannot be computed");
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
        var path = new Stack<(Use Use, IReadOnlyList<Reference> Inputs, int Next)>();
        var open = new HashSet<Use>();
        Enter(new(name, index));
        while (path.TryPop(out var step))
        {
            if (step.Next < step.Inputs.Count)
            {
                path.Push(step with { Next = step.Next + 1 });
                Enter(step.Inputs[step.Next].Use);
                continue;
            }
            open.Remove(step.Use);
            var layer = _layers[step.Use.Layer].Layer;
            _nodes[step.Use] = layer is InputLayer input ? LayerNode.CreateInput(input) : LayerNode.Create(layer, [.. step.Inputs.Select(Output)]);
        }
        return _nodes[new(name, index)];

        void Enter(Use use)
        {
            if (_nodes.ContainsKey(use)) return;
            if (!_layers.TryGetValue(use.Layer, out var entry)) throw new ConfigException(_config.Place, $"a reference to a layer '{use.Layer}' that is not listed");
            if (!open.Add(use)) throw new ConfigException(_config.Place, $"a cycle through layer '{use.Layer}'");
            if (use.Index >= (entry.Layer is InputLayer ? 1 : entry.Nodes.Length))
                throw new ConfigException(_config.Place, $"a reference to use {use.Index} of layer '{use.Layer}', which has {entry.Nodes.Length}");
            path.Push((use, entry.Layer is InputLayer ? [] : Arguments(entry.Layer, entry.Nodes[use.Index], $"{_config.Place}.layers['{use.Layer}'].inbound_nodes[{use.Index}]"), 0));
        }
    }

    private static Reference MaskOf(JsonElement[] nodes, string place) =>
        nodes is [{ ValueKind: JsonValueKind.Object } node] && node.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() == 2
            && args[1].ValueKind == JsonValueKind.Number && args[1].GetDouble() == 0 && NodeArguments.Tensors(args[0], place) is [var ids]
            ? Parse(ids, place) : throw new ConfigException(place, "expected a comparison of ids with 0, which is how Keras computes an embedding's mask. Other operations are not layers; replace them by some");

    private List<Reference> Arguments(Layer layer, JsonElement node, string place) =>
        [.. NodeArguments.Tensors(layer, node, _masks.Keys, place).Select(json => Parse(json, place))];

    private static Reference Parse(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() < 3 || json[0].ValueKind != JsonValueKind.String
            || !IsIndex(json[1], out var use) || !IsIndex(json[2], out var tensor))
            throw new ConfigException(place, "expected a reference [layer, use, tensor]");
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
        return reference.Tensor < outputs.Count ? outputs[reference.Tensor] : throw new ConfigException(reference.Place, $"a reference to output {reference.Tensor} of '{reference.Use.Layer}', which has {outputs.Count}");
    }

    private SymbolicTensor Tensor(JsonElement json, string place)
    {
        var reference = Parse(json, place);
        Node(reference.Use.Layer, reference.Use.Index);
        return Output(reference);
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

    private readonly record struct Use(string Layer, int Index);

    private readonly record struct Reference(Use Use, int Tensor, string Place)
    {
        public bool IsSame(Reference other) => (Use, Tensor) == (other.Use, other.Tensor);
    }
}
