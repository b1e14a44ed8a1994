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
        var names = new NumberedNames();
        foreach (var layer in model.Layers)
            AddLayer(layer, $"{path}{names.Next(layer.KerasName)}/", $"{name}{layer.Name}/", "", top ?? layer);
    }

    private void AddLayer(Layer layer, string path, string name, string scope, Layer top)
    {
        // As in Keras, a layer in several places is kept at the first.
        if (!_visited.Add(layer) || layer.MakerOfWeights is { } maker && _visited.Contains(maker)) return;
        _groups.Add(($"{path}vars", layer.Name));
        if (layer is Model nested)
        {
            AddLayers(nested, $"{path}layers/", name, top);
            return;
        }
        _layers.Add((path, layer));
        AddWeights(layer, path, name, scope, top, layer.Children.SelectMany(part => part.StoredWeights).ToHashSet());
        foreach (var (attribute, part) in layer.Parts)
            AddLayer(part, $"{path}{attribute}/", $"{name}{part.Name}/", $"{scope}{attribute}/", top);
    }

    private void AddWeights(Layer layer, string path, string name, string scope, Layer top, HashSet<Weight> ofParts)
    {
        var counts = new Dictionary<string, int>();
        var inner = layer.InnerLayers.ToDictionary(entry => entry.Scope);
        // Keras keeps a weight of a part that the layer holds itself in both places.
        foreach (var (weight, part) in layer.HeldWeights)
        {
            var index = counts[""] = counts.GetValueOrDefault("") + 1;
            _weights.Add(new(top, weight, string.Create(CultureInfo.InvariantCulture, $"{path}vars/{index - 1}"),
                $"{name}{part.Name}/{weight.Name}"));
        }
        foreach (var weight in layer.StoredWeights)
        {
            if (ofParts.Contains(weight)) continue;
            var inside = weight.Path[..^weight.Name.Length];
            inside = inside.StartsWith(scope, StringComparison.Ordinal) ? inside[scope.Length..] : inside;
            var named = string.Concat(inside.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => $"{(inner.TryGetValue(part, out var found) ? found.Name : part)}/"));
            var kept = inside.Length > 0 && inner.TryGetValue(inside[..^1], out var known) ? $"{known.Attribute}/"
                : inside;
            if (!counts.TryGetValue(inside, out var index) && inside.Length > 0)
                _groups.Add(($"{path}{kept}vars", named[..^1]));
            counts[inside] = index + 1;
            _weights.Add(new(top, weight, string.Create(CultureInfo.InvariantCulture, $"{path}{kept}vars/{index}"),
                $"{name}{named}{weight.Name}"));
        }
        foreach (var (unweighted, attribute, own) in layer.InnerLayers)
            if (!counts.ContainsKey($"{unweighted}/")) _groups.Add(($"{path}{attribute}/vars", own));
    }
}
