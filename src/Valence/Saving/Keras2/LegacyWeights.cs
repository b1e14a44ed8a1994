using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights in the older HDF5 form of <c>.h5</c> files: a group for each layer, by name, that lists the names
/// of its datasets.</summary>
/// <param name="weights">The group of the layers: the file's root, or <c>model_weights</c> where the file holds the
/// whole model.</param>
/// <param name="root">The file's root.</param>
/// <param name="place">The file, for errors.</param>
internal sealed class LegacyWeights(Hdf5Group weights, Hdf5Group root, FilePlace place) : IStoredWeights
{
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";
    private const string WeightsGroup = "model_weights";
    private const string OptimizerGroup = "optimizer_weights";

    // Keras splits lists of names that have more bytes than one attribute may.
    private const int MaxNameBytes = 60_000;

    /// <inheritdoc/>
    public IReadOnlyList<Hdf5Dataset>? OptimizerState
    {
        get
        {
            if (!root.Groups.TryGetValue(OptimizerGroup, out var group)) return null;
            var names = Names(group, WeightNames);
            // The first optimizers of Keras 2 wrote one kind of array of all weights before the next kind.
            if (names.Any(name => name.EndsWith("/m:0", StringComparison.Ordinal)
                || name.EndsWith("/rms:0", StringComparison.Ordinal)))
                throw Refuse(group, "expected an optimizer's state as Keras writes it since 2.11, found an older one");
            return [.. names.Select(group.Dataset)];
        }
    }

    /// <summary>The weights in <paramref name="file"/>, or null where it is of another form.</summary>
    public static LegacyWeights? In(Hdf5File file, FilePlace place)
    {
        if (file.Root.Groups.TryGetValue(WeightsGroup, out var group)) return new(group, file.Root, place);
        return file.Root.Attributes.ContainsKey(LayerNames) || file.Root.Attributes.ContainsKey($"{LayerNames}0")
            ? new(file.Root, file.Root, place) : null;
    }

    /// <inheritdoc/>
    /// <remarks>Layers are matched by their number, and their arrays too.</remarks>
    public IReadOnlyList<string> Unread() => [];

    /// <summary>Every array, in the order of the layers and of their names.</summary>
    public IEnumerable<Hdf5Dataset> Arrays() => Names(weights, LayerNames)
        .SelectMany(layer => Names(weights.Group(layer), WeightNames).Select(weights.Group(layer).Dataset));

    /// <inheritdoc/>
    public IEnumerable<StoredLayer> Layers(Model model, bool byName)
    {
        var stored = Names(weights, LayerNames)
            .Select(name => (Name: name, Weights: Names(weights.Group(name), WeightNames)))
            .Where(layer => layer.Weights.Count > 0).ToList();
        var layers = model.Layers.Where(layer => layer.Weights.Count > 0).ToList();
        var lookup = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, names) in stored)
            if (!lookup.TryAdd(name, names)) throw Refuse(weights, $"expected each layer once, found '{name}' twice");
        // A file and a model that agree on all names are matched by them, since the order of a graph's layers is not
        // always the same.
        if (!byName && layers.Count != stored.Count)
            throw Refuse(weights, $"expected {layers.Count} layers with weights, found {stored.Count}");
        byName |= layers.All(layer => lookup.ContainsKey(layer.Name));
        HashSet<Weight> turned = IsOfTheano(root) ? [.. Kernels(model)] : [];
        for (var i = 0; i < layers.Count; i++)
        {
            var name = byName ? layers[i].Name : stored[i].Name;
            var own = InFileOrder(layers[i]);
            yield return new(layers[i], own, lookup.TryGetValue(name, out var names)
                ? () => [.. names.Select((weight, at) =>
                    Reading(weights.Group(name).Dataset(weight), own.ElementAtOrDefault(at), turned))]
                : null);
        }
    }

    /// <summary>Writes the weights of <paramref name="model"/>, and its optimizer's state where it has one, as a part
    /// of a whole model's file.</summary>
    public static void Write(Model model, Hdf5GroupWriter root)
    {
        var group = root.Group(WeightsGroup);
        var names = new WeightTree(model).Distinct.ToDictionary(weight => weight.Weight, weight => weight.Name);
        SetNames(group, LayerNames, [.. model.Layers.Select(layer => layer.Name)]);
        group.SetBytesAttribute("backend", KerasFile.Backend);
        group.SetBytesAttribute("keras_version", KerasFile.KerasVersion);
        foreach (var layer in model.Layers)
            AddWeights(group.Group(layer.Name),
                [.. InFileOrder(layer).Select(weight => new NamedArray(
                    names[weight], (to, name) => to.Add(name, weight.Stored)))]);
        AddWeights(group.Group("top_level_model_weights"), []);
        if (KerasWeights.StateOf(model) is { } optimizer)
            AddWeights(root.Group(OptimizerGroup),
                [.. optimizer.Variables.Select(variable => new NamedArray(
                    $"{optimizer.Optimizer.Name}/{Name(variable)}",
                    (to, name) => KerasWeights.Add(to, name, variable)))]);

        string Name(Optimizers.OptimizerVariable variable) => variable.Weight is null ? variable.Name
            : $"{names[variable.Weight].Replace('/', '_')}_{variable.Slot}";
    }

    /// <summary>Whether Keras 2 on Theano wrote the weights, which turned the kernels of convolutions around in
    /// time.</summary>
    public static bool IsOfTheano(Hdf5Group root) => root.Attributes.TryGetValue("backend", out var backend)
        && backend.ReadString() == "theano";

    /// <summary>The kernels that Theano turned around.</summary>
    public static IEnumerable<Weight> Kernels(Layer layer) => layer is Conv1D
        ? layer.Weights.Where(weight => weight.Name == "kernel") : layer.Children.SelectMany(Kernels);

    private static WeightReading Reading(Hdf5Dataset dataset, Weight? weight, IReadOnlySet<Weight> turned) =>
        weight is null || !turned.Contains(weight) ? WeightReadings.Of(dataset, weight)
        : new((expected, destination) =>
        {
            dataset.ReadFloats(expected, destination);
            var step = destination.Length / expected[0];
            for (int first = 0, last = expected[0] - 1; first < last; first++, last--)
                for (var i = 0; i < step; i++)
                    (destination[first * step + i], destination[last * step + i]) =
                        (destination[last * step + i], destination[first * step + i]);
        });

    // Keras lists what is trained before what is not.
    private static List<Weight> InFileOrder(Layer layer)
    {
        var trained = new List<Weight>();
        layer.CollectTrainable(trained);
        return [.. trained, .. layer.Weights.Except(trained)];
    }

    private readonly record struct NamedArray(string Name, Action<Hdf5GroupWriter, string> Add);

    private static void AddWeights(Hdf5GroupWriter group, IReadOnlyList<NamedArray> arrays)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var (name, add) in arrays)
        {
            var unique = name;
            for (var i = 1; !taken.Add(unique); i++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
            names.Add(unique);
            add(group, unique);
        }
        SetNames(group, WeightNames, names);
    }

    private static void SetNames(Hdf5GroupWriter group, string attribute, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            // NumPy's type of an empty list, which Keras writes.
            group.SetEmptyAttribute(attribute);
            return;
        }
        var parts = 1;
        var longest = names.Max(name => System.Text.Encoding.UTF8.GetByteCount(name));
        while ((long)(names.Count + parts - 1) / parts * Math.Max(longest, 16) > MaxNameBytes) parts++;
        if (parts == 1) group.SetBytesAttribute(attribute, names);
        // As NumPy splits: the first parts have one more where the division leaves a rest.
        for (var (i, from) = (0, 0); parts > 1 && i < parts; i++)
        {
            var count = names.Count / parts + (i < names.Count % parts ? 1 : 0);
            group.SetBytesAttribute(string.Create(CultureInfo.InvariantCulture, $"{attribute}{i}"),
                [.. names.Skip(from).Take(count)]);
            from += count;
        }
    }

    private IReadOnlyList<string> Names(Hdf5Group group, string attribute)
    {
        if (group.Attributes.TryGetValue(attribute, out var whole))
            return whole.Shape is [0] ? [] : whole.ReadStrings();
        var names = new List<string>();
        for (var i = 0; group.Attributes.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{attribute}{i}"),
            out var part); i++) names.AddRange(part.ReadStrings());
        return names.Count > 0 ? names : throw Refuse(group, $"expected the attribute '{attribute}', there is none");
    }

    private FileFormatException Refuse(Hdf5Group group, string problem) =>
        new("H19", place with { Path = group.Path }, problem, "Check that the file belongs to this model");
}
