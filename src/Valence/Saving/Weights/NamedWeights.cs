using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights as tensors with names, as in safetensors and npz files: Keras' path of the variable such as
/// <c>lstm/lstm_cell/kernel</c>, or that of the dataset in Keras' own files.</summary>
/// <param name="tensors">The tensors by name.</param>
/// <param name="place">The file, for errors.</param>
internal sealed class NamedWeights(IReadOnlyDictionary<string, WeightReading> tensors, FilePlace place) : IStoredWeights
{
    private const string Advice = "Check that the file belongs to this model, or load by name";

    /// <inheritdoc/>
    public IReadOnlyList<Hdf5Dataset>? OptimizerState => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Unread() => [];

    /// <summary>The weights of a model that files keep, by name.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(Model model)
    {
        model.RequireWeights();
        var places = new WeightTree(model).Distinct;
        return Names(model, places)
            .Zip(places, (name, place) => new KeyValuePair<string, Tensor>(name, place.Weight.Merged));
    }

    /// <inheritdoc/>
    public IEnumerable<StoredLayer> Layers(Model model, bool byName)
    {
        var places = new WeightTree(model).Distinct;
        var names = Names(model, places);
        var prefix = Prefix(names);
        var found = places.Zip(names, (weight, name) => Find(prefix, name, weight)).ToArray();
        if (!byName && tensors.Keys.Except(found, StringComparer.Ordinal).FirstOrDefault() is { } extra)
            throw Refuse(extra, $"expected the {places.Count} weights of the model, the file also has this one");
        foreach (var layer in Enumerable.Range(0, places.Count).GroupBy(i => places[i].Layer))
        {
            var own = layer.ToList();
            var isThere = !byName || own.Any(i => found[i] is not null);
            yield return new(layer.Key, [.. own.Select(i => places[i].Weight)], isThere
                ? () => [.. own.Select(i => Reading(found[i], names[i]))] : null);
        }
    }

    // Two models inside a model may have layers of one name, and names may differ in case or in how marks are written
    // alone, or be none for a member of an archive; then the paths of Keras' files, which are plain and never equal,
    // serve for all.
    private static IReadOnlyList<string> Names(Model model, IReadOnlyList<WeightPlace> places)
    {
        var names = places.Select(weight => model is Sequential ? weight.Name[(model.Name.Length + 1)..] : weight.Name)
            .ToList();
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count
            && names.All(name => ZipWriter.IsName(name + ".npy") && !name.Any(IsMark)) ? names
            : [.. places.Select(weight => weight.Path)];

        static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
    }

    // Keras puts the name of a sequential model before its variables, and that name depends on how many were made
    // before.
    private string Prefix(IReadOnlyList<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        var prefixed = tensors.Keys.FirstOrDefault(
            key => known.Contains(key[(key.IndexOf('/') + 1)..]) && !known.Contains(key));
        return prefixed is null ? "" : prefixed[..(prefixed.IndexOf('/') + 1)];
    }

    private string? Find(string prefix, string name, WeightPlace weight)
    {
        // In a model that Keras has read from a file, variables of wrapped layers are not below the layer around them.
        var alone = weight.Layer.IsWrapper ? name[(name.IndexOf('/') + 1)..] : name;
        string[] candidates = [name, prefix + name, weight.Path, alone, prefix + alone];
        return candidates.FirstOrDefault(tensors.ContainsKey);
    }

    private WeightReading Reading(string? found, string name) =>
        found is null ? throw Refuse(name, "expected this tensor, the file does not have it") : tensors[found];

    private FileFormatException Refuse(string name, string problem) =>
        new("H19", place with { Path = name }, problem, Advice);
}
