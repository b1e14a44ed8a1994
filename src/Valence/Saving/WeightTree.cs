using System.Globalization;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Where Keras 3 keeps each weight of a model in its HDF5 file: <c>layers/lstm_1/cell/vars/0</c>, counted by class and not by the layer's name.</summary>
internal sealed class WeightTree
{
    private readonly List<(string Path, Weight Weight)> _weights = [];
    private readonly List<(string Path, string Name)> _groups = [];
    private readonly List<(string Path, Layer Layer)> _layers = [];

    public WeightTree(Model model)
    {
        _groups.Add(("vars", model.Name));
        AddLayers(model, "layers/");
    }

    /// <summary>The dataset of each weight, in the model's order.</summary>
    public IReadOnlyList<(string Path, Weight Weight)> Weights => _weights;

    /// <summary>The <c>vars</c> groups of layers, also of those without weights, with the name attribute that each carries.</summary>
    public IReadOnlyList<(string Path, string Name)> Groups => _groups;

    /// <summary>The layers that are no models, with the path of their group.</summary>
    public IReadOnlyList<(string Path, Layer Layer)> Layers => _layers;

    private void AddLayers(Model model, string prefix)
    {
        var taken = new Dictionary<string, int>();
        foreach (var layer in model.Layers)
        {
            var stem = Naming.SnakeCase(layer.KerasName);
            var count = taken[stem] = taken.GetValueOrDefault(stem, -1) + 1;
            var path = prefix + (count == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}_{count}")) + "/";
            _groups.Add(($"{path}vars", layer.Name));
            if (layer is Model nested) AddLayers(nested, $"{path}layers/");
            else AddWeights(layer, path);
        }
    }

    private void AddWeights(Layer layer, string path)
    {
        _layers.Add((path, layer));
        var counts = new Dictionary<string, int>();
        foreach (var weight in layer.Weights)
        {
            var scope = weight.Path[..^weight.Name.Length];
            var index = counts[scope] = counts.GetValueOrDefault(scope, -1) + 1;
            _weights.Add((string.Create(CultureInfo.InvariantCulture, $"{path}{scope}vars/{index}"), weight));
        }
    }
}
