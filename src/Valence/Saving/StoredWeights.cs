using System.Globalization;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights in Keras 3's HDF5 form: <c>.weights.h5</c>, and inside <c>.keras</c>.</summary>
/// <param name="file">The file.</param>
internal sealed class StoredWeights(Hdf5File file) : IStoredWeights
{
    // Keras 2's first files of this form name the list of layers after the attribute that keeps it.
    private const string EarlyLayers = "_layer_checkpoint_dependencies";

    /// <summary>The file.</summary>
    public Hdf5File File { get; } = file;

    /// <inheritdoc/>
    public IEnumerable<StoredLayer> Layers(Model model, bool byName)
    {
        var named = byName ? Named() : null;
        foreach (var layer in new WeightTree(model).Weights.GroupBy(place => place.Layer))
        {
            var places = layer.ToList();
            var weights = places.Select(place => place.Weight).ToList();
            var own = string.Join('/', places[0].Path.Split('/')[..2]);
            var stored = named is null ? own : named.GetValueOrDefault(layer.Key.Name);
            yield return new(layer.Key, weights, stored is null ? null
                : () =>
                    [.. places.Select(place =>
                        WeightReadings.Of(Dataset(stored + place.Path[own.Length..]), place.Weight))]);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Hdf5Dataset>? OptimizerState
    {
        get
        {
            if (!File.Root.Groups.TryGetValue("optimizer", out var optimizer)
                || !optimizer.Groups.TryGetValue("vars", out var vars)) return null;
            return [.. Enumerable.Range(0, vars.Datasets.Count)
                .Select(i => vars.Dataset(string.Create(CultureInfo.InvariantCulture, $"{i}")))];
        }
    }

    // The name attribute where the file has one; otherwise the group's, which is the name where names are automatic.
    private Dictionary<string, string> Named()
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Root.Groups.TryGetValue("layers", out var layers)) return named;
        foreach (var (key, group) in layers.Groups)
            named.TryAdd(group.Groups.TryGetValue("vars", out var vars)
                && vars.Attributes.TryGetValue("name", out var name) ? name.ReadString() : key, $"layers/{key}");
        return named;
    }

    private Hdf5Dataset Dataset(string path)
    {
        var group = File.Root;
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            // Keras 2 kept the underscore of private attributes; Valence once left it out where Keras 3 keeps it.
            var name = group.Groups.ContainsKey(parts[i]) ? parts[i]
                : group.Groups.ContainsKey($"_{parts[i]}") ? $"_{parts[i]}"
                : group.Groups.ContainsKey(parts[i].TrimStart('_')) ? parts[i].TrimStart('_')
                : i == 0 && group.Groups.ContainsKey(EarlyLayers) ? EarlyLayers : parts[i];
            group = group.Group(name);
        }
        return group.Dataset(parts[^1]);
    }
}
