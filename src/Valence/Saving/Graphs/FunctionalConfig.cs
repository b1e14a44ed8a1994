using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>A functional model in Keras' serialized form: layers and operations, each with the uses of it, and
/// references <c>[layer, use, tensor]</c>.</summary>
internal sealed class FunctionalConfig
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Entry> _byName = [];
    private readonly ConfigReader _config;

    private FunctionalConfig(ConfigReader config) => _config = config;

    public static Functional Read(ConfigReader config) => new FunctionalConfig(config).Read();

    private Functional Read()
    {
        _config.Tables.Budget?.RequireLayers(_config, "layers");
        foreach (var (json, place) in _config.Items("layers")) Add(new(json, place, _config.Tables));
        MakeUses();
        var inputs = Places(_config.Get("input_layers"), $"{_config.Place}.input_layers");
        var outputs = Places(_config.Get("output_layers"), $"{_config.Place}.output_layers");
        var model = new Functional(Symbols.From(inputs), Symbols.From(outputs));
        if (_config.OptionalText("name") is { } own) model.AssignName(own);
        model.BuildIfPossible();
        return model;
    }

    private void Add(ConfigReader json)
    {
        var nodes = json.Items("inbound_nodes").Select(item => item.Json).ToArray();
        var name = json.OptionalText("name") ?? new ConfigReader(json.Get("config"), json.Place, _config.Tables)
            .Text("name");
        LayerTable.RequireName(name, $"{json.Place}.name");
        _config.Tables.Budget?.SpendUses(nodes.Length, json.Place);
        var operation = OperationConfig.Find(json);
        Layer? layer = null;
        if (operation is null)
        {
            layer = _config.Tables.Layers.Read(NodeArguments.Merge(json.Json, nodes, json.Place), json.Place,
                _config.Tables);
            layer.AssignName(name);
            if (layer.Name != name)
                throw new ConfigException(json.Place,
                    $"expected one name of the layer, found '{name}' and '{layer.Name}'", "J14");
        }
        else
        {
            _config.Tables.Budget?.SpendLayer(json.Place);
            if (nodes.Length != 1)
                throw new ConfigException(json.Place, $"{nodes.Length} uses of one object of the operation "
                    + $"{operation.FullName}, which Valence cannot express. Call the function anew for each", "J14");
        }
        var entry = new Entry(name, json, layer, operation, nodes);
        if (!_byName.TryAdd(name, entry))
            throw new ConfigException(json.Place, $"a second layer named '{name}'", "J15");
        if (layer is InputLayer input) entry.Made.Add(LayerNode.CreateInput(input));
        else _entries.Add(entry);
    }

    // In Keras' order: round after round through the layers, each as far as what it reads is there. The order counts
    // where a layer takes masks away.
    private void MakeUses()
    {
        var open = _entries.Where(entry => entry.Nodes.Length > 0).ToList();
        while (open.Count > 0)
        {
            var before = open.Sum(entry => entry.Made.Count);
            foreach (var entry in open)
                while (!entry.IsDone && IsReady(entry)) entry.Made.Add(Use(entry));
            if (open.Sum(entry => entry.Made.Count) == before) throw Unresolved(open);
            open.RemoveAll(entry => entry.IsDone);
        }
    }

    private bool IsReady(Entry entry)
    {
        entry.Waits ??= new(References(entry).Reverse());
        while (entry.Waits.TryPeek(out var use))
        {
            if (!_byName.TryGetValue(use.Layer, out var read))
                throw new ConfigException(_config.Place, $"a reference to a layer '{use.Layer}' that is not listed",
                    "J14");
            var uses = read.Layer is InputLayer ? 1 : read.Nodes.Length;
            if (use.Index >= uses)
                throw new ConfigException(_config.Place,
                    $"a reference to use {use.Index} of layer '{use.Layer}', which has {uses}", "J14");
            if (use.Index >= read.Made.Count) return false;
            entry.Waits.Pop();
        }
        entry.Waits = null;
        return true;
    }

    private IEnumerable<Reference> References(Entry entry)
    {
        var (node, place) = (entry.Node, PlaceOf(entry));
        var references = node.ValueKind == JsonValueKind.Array ? Keras2.References(entry.Layer!, node, place)
            : NodeArguments.References(node, place);
        return references.Select(json => Parse(json, place));
    }

    private LayerNode Use(Entry entry)
    {
        var (node, place) = (entry.Node, PlaceOf(entry));
        try
        {
            if (node.ValueKind == JsonValueKind.Array)
                return LayerNode.Create(entry.Layer!, UseArguments.Of(entry.Layer!,
                    [.. Keras2.References(entry.Layer!, node, place).Select(json => Output(json, place))])
                    .With(Keras2.Training(node, place), mask: null));
            var arguments = NodeArguments.Read(node, place, json => Output(json, place));
            var layer = entry.Layer ?? OperationConfig.Step(entry.Operation!, entry.Json, entry.Name, arguments);
            return LayerNode.Create(layer, arguments);
        }
        catch (ArgumentException error)
        {
            throw new ConfigException(place, error.Message.TrimEnd('.'), "J14");
        }
    }

    private string PlaceOf(Entry entry) => string.Create(CultureInfo.InvariantCulture,
        $"{_config.Place}.layers['{entry.Name}'].inbound_nodes[{entry.Made.Count}]");

    // Follows what is waited for until something comes again.
    private ConfigException Unresolved(List<Entry> open)
    {
        var (entry, seen) = (open[0], new HashSet<Entry>());
        while (seen.Add(entry)) entry = _byName[entry.Waits!.Peek().Layer];
        return new(_config.Place, $"a cycle through layer '{entry.Name}'", "J14");
    }

    private static Reference Parse(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() < 3
            || json[0].ValueKind != JsonValueKind.String
            || !IsIndex(json[1], out var use) || !IsIndex(json[2], out var tensor))
            throw new ConfigException(place, "expected a reference [layer, use, tensor]", "J14");
        return new(json[0].GetString()!, use, tensor);
    }

    private static bool IsIndex(JsonElement json, out int index)
    {
        index = -1;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out index) && index >= 0;
    }

    private SymbolicTensor Output(JsonElement json, string place)
    {
        var reference = Parse(json, place);
        return Output(_byName[reference.Layer].Made[reference.Index], reference, place);
    }

    private static SymbolicTensor Output(LayerNode node, Reference reference, string place) =>
        reference.Tensor < node.Outputs.Count ? node.Outputs[reference.Tensor]
            : throw new ConfigException(place, $"a reference to output {reference.Tensor} of '{reference.Layer}', "
                + "which "
                + $"has {node.Outputs.Count}", "J14");

    // Inputs and outputs: a reference, or lists and dictionaries of them.
    private Argument Places(JsonElement json, string place) => json.ValueKind switch
    {
        JsonValueKind.Array when json.GetArrayLength() > 0 => json[0].ValueKind == JsonValueKind.String
            ? new Argument.Symbol(End(Parse(json, place), place))
            : new Argument.List([.. json.EnumerateArray().Select(item => Places(item, place))]),
        JsonValueKind.Object when json.EnumerateObject().Any() => new Argument.Dict([.. json.EnumerateObject()
            .Select(item => KeyValuePair.Create(item.Name, Places(item.Value, place)))]),
        _ => throw new ConfigException(place, "expected references to tensors", "J14"),
    };

    private SymbolicTensor End(Reference reference, string place)
    {
        if (!_byName.TryGetValue(reference.Layer, out var entry))
            throw new ConfigException(place, $"a reference to a layer '{reference.Layer}' that is not listed", "J14");
        // Keras counts the uses of functional models from 1 here, and reads 0 as the last one.
        var index = entry.Layer is Functional && entry.IsKeras3
            ? (reference.Index == 0 ? entry.Made.Count : reference.Index) - 1 : reference.Index;
        if (index >= entry.Made.Count)
            throw new ConfigException(place,
                $"a reference to use {reference.Index} of layer '{reference.Layer}', which has {entry.Made.Count}",
                "J14");
        return Output(entry.Made[index], reference, place);
    }

    public static void Write(Functional model, ConfigWriter config)
    {
        var layers = new JsonArray();
        foreach (var layer in model.Steps)
        {
            var call = new JsonObject();
            var json = layer is OperationStep step ? OperationConfig.Write(step)
                : config.Tables.Layers.Write(layer, config.Tables, out call);
            json["name"] = layer.Name;
            json["inbound_nodes"] = new JsonArray([.. model.UsesOf(layer).Where(_ => layer is not InputLayer)
                .Select(node => NodeArguments.Write(node, Within, call))]);
            layers.Add((JsonNode)json);
        }
        config.Set("layers", layers);
        config.Set("input_layers", Places(model.InputStructure)).Set("output_layers", Places(model.OutputStructure));

        JsonArray Within(SymbolicTensor tensor) =>
            new(tensor.Node.Layer.Name, model.UseOf(tensor.Node), tensor.Index);

        JsonNode Places(Argument structure) => structure switch
        {
            Argument.Symbol { Tensor: { Node: { Layer: Functional } node } tensor } =>
                new JsonArray(node.Layer.Name, model.UseOf(node) + 1, tensor.Index),
            Argument.Symbol symbol => Within(symbol.Tensor),
            Argument.List list => new JsonArray([.. list.Items.Select(Places)]),
            Argument.Dict dict => new JsonObject(dict.Items.Select(item =>
                KeyValuePair.Create(item.Key, (JsonNode?)Places(item.Value)))),
            _ => throw new InvalidOperationException("Inputs and outputs are tensors."),
        };
    }

    private sealed class Entry(string name, ConfigReader json, Layer? layer, KerasOperation? operation,
        JsonElement[] nodes)
    {
        public string Name => name;
        public ConfigReader Json => json;
        public Layer? Layer => layer;
        public KerasOperation? Operation => operation;
        public JsonElement[] Nodes => nodes;

        /// <summary>The uses made so far.</summary>
        public List<LayerNode> Made { get; } = [];

        /// <summary>What the next use still waits for; null before it was asked.</summary>
        public Stack<Reference>? Waits { get; set; }

        public bool IsDone => Made.Count == Nodes.Length;
        public JsonElement Node => Nodes[Made.Count];
        public bool IsKeras3 => json.Json.TryGetProperty("module", out _) || nodes.Any(node =>
            node.ValueKind == JsonValueKind.Object);
    }

    private readonly record struct Reference(string Layer, int Index, int Tensor);
}
