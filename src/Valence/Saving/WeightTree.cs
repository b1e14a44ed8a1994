using System.Globalization;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Where Keras keeps each weight of a model: <c>layers/lstm_1/cell/vars/0</c> in Keras 3's files, counted by
/// class and not by the layer's name, and <c>lstm_1/lstm_cell/kernel</c> in the older ones.</summary>
internal sealed class WeightTree
{
    private readonly List<WeightPlace> _weights = [];
    private readonly List<(string Path, string Name)> _groups = [];
    private readonly List<(string Path, Layer Layer)> _layers = [];
    private readonly HashSet<Layer> _visited = [];

    public WeightTree(Model model)
    {
        _groups.Add(("vars", model.Name));
        AddLayers(model, "layers/", "", null);
        // A model that users wrote may have weights outside its layers.
        AddWeights(model, "", "", "", model, [.. _weights.Select(place => place.Weight)]);
    }

    /// <summary>The place of each weight, in the model's order; some weights have two.</summary>
    public IReadOnlyList<WeightPlace> Weights => _weights;

    /// <summary>One place of each weight.</summary>
    public IReadOnlyList<WeightPlace> Distinct => [.. _weights.DistinctBy(place => place.Weight)];

    /// <summary>The <c>vars</c> groups of layers and their parts, also of those without weights, with the name
    /// attribute that each carries.</summary>
    public IReadOnlyList<(string Path, string Name)> Groups => _groups;

    /// <summary>The layers that are no models, and their parts, with the path of their group.</summary>
    public IReadOnlyList<(string Path, Layer Layer)> Layers => _layers;

    private void AddLayers(Model model, string path, string name, Layer? top)
    {
        if (model is Sequential) name += $"{model.Name}/";
        var taken = new Dictionary<string, int>();
        foreach (var layer in model.Layers)
        {
            var stem = Naming.SnakeCase(layer.KerasName);
            var count = taken[stem] = taken.GetValueOrDefault(stem, -1) + 1;
            AddLayer(layer, $"{path}{Numbered(stem, count)}/", $"{name}{layer.Name}/", "", top ?? layer);
        }
    }

    private void AddLayer(Layer layer, string path, string name, string scope, Layer top)
    {
        // As in Keras, a layer in several places is kept at the first.
        if (!_visited.Add(layer)) return;
        _groups.Add(($"{path}vars", layer.Name));
        if (layer is Model nested)
        {
            AddLayers(nested, $"{path}layers/", name, top);
            return;
        }
        _layers.Add((path, layer));
        var parts = Parts(layer);
        AddWeights(layer, path, name, scope, top, parts.SelectMany(part => part.Layer.Weights).ToHashSet());
        foreach (var (attribute, part) in parts)
            AddLayer(part, $"{path}{attribute}/", $"{name}{part.Name}/", $"{scope}{attribute}/", top);
    }

    private void AddWeights(Layer layer, string path, string name, string scope, Layer top, HashSet<Weight> ofParts)
    {
        var counts = new Dictionary<string, int>();
        // Keras keeps a weight of a part that the layer holds itself in both places.
        if (layer is SpectralNormalization { Kernel: { } kernel } around)
        {
            _weights.Add(new(top, kernel, $"{path}vars/0", $"{name}{around.Layer.Name}/{kernel.Name}"));
            counts[""] = 1;
        }
        foreach (var weight in layer.Weights)
        {
            if (ofParts.Contains(weight)) continue;
            var inside = weight.Path[..^weight.Name.Length];
            inside = inside.StartsWith(scope, StringComparison.Ordinal) ? inside[scope.Length..] : inside;
            var named = string.Concat(inside.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select(attribute => $"{PartName(attribute)}/"));
            var kept = KeptName(layer, inside);
            if (!counts.TryGetValue(inside, out var index) && inside.Length > 0)
                _groups.Add(($"{path}{kept}vars", PartName(inside[..^1])));
            counts[inside] = index + 1;
            _weights.Add(new(top, weight, string.Create(CultureInfo.InvariantCulture, $"{path}{kept}vars/{index}"),
                $"{name}{named}{weight.Name}"));
        }
        if (layer is not ProjectedAttention) return;
        _groups.Add(($"{path}_softmax/vars", "softmax"));
        _groups.Add(($"{path}_dropout_layer/vars", "dropout"));
    }

    // Keras' names of the attributes that hold the layers inside a layer.
    private static IReadOnlyList<(string Attribute, Layer Layer)> Parts(Layer layer) => layer switch
    {
        Bidirectional both => [("forward_layer", both.ForwardLayer), ("backward_layer", both.BackwardLayer)],
        TimeDistributed each => [("layer", each.Layer)],
        SpectralNormalization around => [("layer", around.Layer)],
        RecurrentLayer walk => [("cell", walk.Cell)],
        StackedRnnCells stacked => [.. Cells(stacked.Cells)],
        _ => [],
    };

    private static IEnumerable<(string Attribute, Layer Layer)> Cells(IEnumerable<Layer> cells)
    {
        var taken = new Dictionary<string, int>();
        foreach (var cell in cells)
        {
            var stem = Naming.SnakeCase(cell.KerasName);
            var count = taken[stem] = taken.GetValueOrDefault(stem, -1) + 1;
            yield return ($"cells/{Numbered(stem, count)}", cell);
        }
    }

    // Keras' attention over all heads alike shows its projections but for the gate, and keeps them under those names;
    // grouped attention shows none.
    private static string KeptName(Layer layer, string inside) =>
        layer is GroupedQueryAttention || layer is MultiHeadAttention && inside == "gate_dense/" ? $"_{inside}"
            : inside;

    // The projections of attention are layers in Keras, with names of their own.
    private static string PartName(string attribute) => attribute switch
    {
        "output_dense" => "attention_output",
        _ => attribute.EndsWith("_dense", StringComparison.Ordinal) ? attribute[..^"_dense".Length] : attribute,
    };

    private static string Numbered(string stem, int count) =>
        count == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}_{count}");
}
