using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights in Keras 3's HDF5 form: <c>.weights.h5</c>, and inside <c>.keras</c>.</summary>
/// <param name="file">The file.</param>
internal sealed class StoredWeights(Hdf5File file) : IStoredWeights
{
    // Keras 2's first files of this form name the list of layers after the attribute that keeps it.
    private const string EarlyLayers = "_layer_checkpoint_dependencies";
    private const char Backslash = '\\';

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

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
                    [.. places.Select(place => Reading(stored + place.Path[own.Length..], place.Weight))]);
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
        if (File.Root.Groups.TryGetValue("layers", out var layers))
            foreach (var (key, group) in layers.Groups) Add(key, group);
        foreach (var (key, group) in File.Root.Groups)
            if (key.Split(Backslash) is ["layers", var layer]) Add(layer, group);
        return named;

        void Add(string key, Hdf5Group group) => named.TryAdd(group.Groups.TryGetValue("vars", out var vars)
            && vars.Attributes.TryGetValue("name", out var name) ? name.ReadString() : key, $"layers/{key}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Unread() =>
        [.. Datasets(File.Root).Where(dataset => !_read.Contains(dataset.Path)).Select(dataset => dataset.Path)
            .Where(path => !path.StartsWith("/optimizer/", StringComparison.Ordinal)
                && !path.Contains("seed_generator", StringComparison.Ordinal)
                && !path.EndsWith("/idf_weights", StringComparison.Ordinal))];

    private static IEnumerable<Hdf5Dataset> Datasets(Hdf5Group group) =>
        group.Datasets.Values.Concat(group.Groups.Values.SelectMany(Datasets));

    private WeightReading Reading(string path, Weight weight)
    {
        var dataset = Dataset(path);
        return WeightReadings.IsInt8(dataset, weight)
            ? WeightReadings.OfInt8(dataset, Dataset(path + WeightReadings.Scales), weight)
            : WeightReadings.Of(dataset, weight);
    }

    private Hdf5Dataset Dataset(string path)
    {
        var found = Find(File.Root, path);
        _read.Add(found.Path);
        return found;
    }

    /// <summary>The dataset at a path of Keras 3's form, also where an earlier Keras, or one on Windows, named the
    /// groups otherwise.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public static Hdf5Dataset Find(Hdf5Group root, string path)
    {
        var group = root;
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1;)
        {
            var name = Names(parts[i], i).FirstOrDefault(group.Groups.ContainsKey);
            if (name is null && Joined(group, parts.AsSpan(i..^1), i) is { } joined)
            {
                i += joined.Count(c => c == Backslash) + 1;
                group = group.Group(joined);
                continue;
            }
            group = group.Group(name ?? parts[i++]);
            if (name is not null) i++;
        }
        return group.Dataset(parts[^1]);
    }

    // Keras 2 kept the underscore of private attributes; Valence once left it out where Keras 3 keeps it.
    private static IEnumerable<string> Names(string part, int at) =>
        at == 0 ? [part, $"_{part}", EarlyLayers] : [part, $"_{part}", part.TrimStart('_')];

    // Keras on Windows joined the parts of a path with backslashes: one group is named 'layers\dense'.
    private static string? Joined(Hdf5Group group, ReadOnlySpan<string> parts, int at)
    {
        foreach (var key in group.Groups.Keys)
        {
            if (!key.Contains(Backslash)) continue;
            var named = key.Split(Backslash);
            var fits = named.Length <= parts.Length;
            for (var i = 0; fits && i < named.Length; i++) fits = Names(parts[i], at + i).Contains(named[i]);
            if (fits && (named.Length == parts.Length || group.Groups[key].Groups.ContainsKey(parts[named.Length])))
                return key;
        }
        return null;
    }
}
