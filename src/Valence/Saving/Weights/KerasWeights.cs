using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Saving;

/// <summary>Reads and writes the weights of a model, and its optimizer's state, in Keras' HDF5 forms.</summary>
internal static class KerasWeights
{
    public const string Member = "model.weights.h5";

    /// <summary>How the report begins about a state that does not fit.</summary>
    public const string StateWords = "the optimizer's state";

    /// <summary>What a file of Keras 3's form has to hold.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="includeOptimizer">Whether the optimizer's state is in it.</param>
    /// <param name="compact">Whether floats are stored in 16 bits where all are ones of bfloat16, and matrices of int8
    /// as such, which Keras does not read.</param>
    public static Hdf5Writer Of(Model model, bool includeOptimizer = true, bool compact = false)
    {
        model.RequireWeights();
        var writer = new Hdf5Writer();
        var tree = new WeightTree(model);
        foreach (var (path, name) in tree.Groups) writer.Root.Group(path).SetAttribute("name", name);
        var inBrainFloats = compact && tree.Weights.All(place => place.Weight.Int8 is not null
            || place.Weight.Stored is not { Type: ElementType.Float32 } floats || BrainFloat.AreAll(floats));
        foreach (var place in tree.Weights)
            if (compact && place.Weight.Int8 is { } small) Add(writer.Root, place, small);
            else if (inBrainFloats && place.Weight.Stored is { Type: ElementType.Float32 } floats)
                writer.Root.AddBrainFloats(place.Path, floats);
            else writer.Root.Add(place.Path, place.Weight.Stored);
        VocabularyAssets.Write(model, writer);
        if (includeOptimizer && StateOf(model) is { } optimizer)
        {
            writer.Root.Group("optimizer/vars").SetAttribute("name", optimizer.Optimizer.Name);
            for (var i = 0; i < optimizer.Variables.Count; i++)
                Add(writer.Root, string.Create(CultureInfo.InvariantCulture, $"optimizer/vars/{i}"),
                    optimizer.Variables[i]);
        }
        return writer;
    }

    /// <summary>The optimizer's state, where it is of the weights that files hold: what is kept of the factors of
    /// low-rank additions says nothing of the matrices that have these in them.</summary>
    public static OptimizerState? StateOf(Model model)
    {
        if (model.Optimizer is not { Variables.Count: > 0 } optimizer) return null;
        var stored = model.StoredWeights.ToHashSet();
        return optimizer.Variables.All(variable => variable.Weight is null || stored.Contains(variable.Weight))
            ? optimizer : null;
    }

    private static void Add(Hdf5GroupWriter group, WeightPlace place, Int8Matrix small)
    {
        group.Add<sbyte>(place.Path, [.. place.Weight.Shape], place.Weight.Value.Count, small.Write);
        group.Add(place.Path + WeightReadings.Scales, small.Scales);
    }

    /// <summary>Adds what an optimizer keeps: as int64 only a count that needs it, since Keras writes int32.</summary>
    public static void Add(Hdf5GroupWriter group, string path, OptimizerVariable variable)
    {
        if (variable is { IsCount: true, Count: > int.MaxValue }) group.Add<long>(path, [], [variable.Count]);
        else group.Add(path, variable.Value);
    }

    /// <summary>The weights of a file in its own form.</summary>
    public static IStoredWeights Stored(Hdf5File file, FilePlace place) =>
        (IStoredWeights?)LegacyWeights.In(file, place) ?? new StoredWeights(file);

    /// <summary>Reads every array, each of exactly the expected shape, before the first is changed.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="stored">The file.</param>
    /// <param name="options">What is read.</param>
    /// <param name="content">The file's bytes, which have to be those that were opened.</param>
    public static WeightLoadReport Read(Model model, IStoredWeights stored, WeightLoadOptions options,
        ByteSource content)
    {
        model.RequireWeights();
        List<string> loaded = [], skipped = [], ignored = [];
        var values = new List<(Weight Weight, Tensor Value)>();
        foreach (var layer in stored.Layers(model, options.ByName))
        {
            if (layer.Readings is null)
            {
                skipped.Add($"{layer.Layer.Name}: the file has no layer of this name");
                continue;
            }
            try
            {
                values.AddRange(
                    Pairs(layer).Select(pair => (pair.Weight, Value(layer, pair.Weight, pair.Reading, ignored))));
                loaded.Add(layer.Layer.Name);
            }
            catch (FileFormatException error) when (options.SkipMismatch)
            {
                skipped.Add($"{layer.Layer.Name}: {error.Message}");
            }
        }
        using var alone = model.Guards.Write();
        var state = options.OptimizerState
            ? OptimizerState(model, stored, ignored, Reading) : [];
        content.RequireIntact();
        if (stored is StoredWeights whole) VocabularyAssets.ReadFrequencies(model, whole.File);
        foreach (var (weight, value) in values) weight.SetStored(value);
        foreach (var set in state) set();
        return new(loaded, skipped, ignored);
    }

    /// <summary>Reads every array straight to where it shall be, for a model that nobody has if the file is
    /// refused.</summary>
    public static WeightLoadReport ReadNew(Model model, IStoredWeights stored, CancellationToken cancellation)
    {
        List<string> loaded = [], ignored = [];
        foreach (var layer in stored.Layers(model, byName: false))
        {
            foreach (var (weight, reading) in Pairs(layer))
            {
                cancellation.ThrowIfCancellationRequested();
                if (reading.Int8 is { } matrix) weight.Keep(matrix());
                else
                {
                    reading.Read(weight.Shape, weight.Overwrite());
                    Report(layer, weight, weight.Value, ignored);
                }
            }
            loaded.Add(layer.Layer.Name);
        }
        // A state is used as a whole or not at all, so all of it is compared before any of it is read.
        foreach (var set in OptimizerState(model, stored, ignored, Checked)) set();
        if (stored is StoredWeights whole) VocabularyAssets.ReadFrequencies(model, whole.File);
        return new(loaded, [], ignored);
    }

    private static IEnumerable<(Weight Weight, WeightReading Reading)> Pairs(StoredLayer layer)
    {
        var readings = layer.Readings!();
        return readings.Count == layer.Weights.Count
            ? layer.Weights.Zip(readings)
            : throw new FileFormatException("H19", new(layer.Layer.Name),
                $"expected {layer.Weights.Count} weights, found {readings.Count}",
                "Check that the file belongs to this model");
    }

    private static Tensor Value(StoredLayer layer, Weight weight, WeightReading reading, List<string> ignored)
    {
        var value = Tensor.Uninitialized(weight.Shape, ElementType.Float32);
        reading.Read(value.Shape, value.Overwrite<float>());
        Report(layer, weight, value, ignored);
        return value;
    }

    private static void Report(StoredLayer layer, Weight weight, Tensor value, List<string> ignored)
    {
        var odd = FiniteNumbers.CountOthers(value.Floats);
        if (odd == 0) return;
        ignored.Add(string.Create(CultureInfo.InvariantCulture, $"{layer.Layer.Name}/{weight.Path}: {odd} of "
            + $"{value.Count} elements are not finite"));
    }

    // As in Keras, a state that does not fit is left alone: the weights can be used without it.
    private static List<T> OptimizerState<T>(
        Model model, IStoredWeights stored, List<string> ignored, Func<OptimizerVariable, Hdf5Dataset, T> take)
    {
        if (model.Optimizer is not { } optimizer) return [];
        try
        {
            if (stored.OptimizerState is not { } datasets) return [];
            // A model that was compiled but never trained has a state of its own only.
            if (datasets.Count != optimizer.Variables.Count) model.BuildOptimizer();
            var variables = optimizer.Variables.ToList();
            // Keras 2 keeps the learning rate in the description alone.
            if (datasets.Count == variables.Count - 1)
                variables.RemoveAll(variable => variable.Name == "learning_rate");
            if (datasets.Count != variables.Count)
                throw new FileFormatException("H19", new(optimizer.Optimizer.Name),
                    $"expected {variables.Count} arrays, found {datasets.Count}",
                    "Compile the model as it was when the file was written");
            return [.. variables.Zip(datasets, take)];
        }
        catch (FileFormatException error) when (error.Rule != "F04")
        {
            ignored.Add($"{StateWords}: {error.Message}");
            return [];
        }
    }

    // What is not a plain array of floats is small, or converted, and may fail while it is read.
    private static Action Checked(OptimizerVariable variable, Hdf5Dataset dataset)
    {
        if (variable.IsCount || !dataset.HasNativeFloats) return Reading(variable, dataset);
        dataset.RequireFloats(variable.Value.Shape);
        return () => dataset.ReadFloats(variable.Value.Shape, variable.Value.Overwrite<float>());
    }

    // Reads what a variable shall be set to.
    private static Action Reading(OptimizerVariable variable, Hdf5Dataset dataset)
    {
        if (variable.IsCount)
        {
            var count = Count(variable, dataset);
            return () => variable.Count = count;
        }
        var value = dataset.ReadTensor(variable.Value.Shape);
        if (value.Type != variable.Value.Type)
            throw Wrong(variable, dataset, variable.Value.Type.ToString(), value.Type.ToString());
        return () => variable.Set(value);
    }

    private static long Count(OptimizerVariable variable, Hdf5Dataset dataset)
    {
        const string Expected = "a count of at least 0";
        if (dataset.Type.Kind is not (Hdf5Kind.Integer or Hdf5Kind.Unsigned) || dataset.Shape.Count > 0)
            throw Wrong(variable, dataset, Expected, $"{dataset.Type} [{string.Join(", ", dataset.Shape)}]");
        Span<long> count = stackalloc long[1];
        dataset.Read(count);
        // Keras' own count runs over to what is negative.
        return count[0] >= 0 ? count[0] : throw Wrong(variable, dataset, Expected, "a negative one");
    }

    private static FileFormatException Wrong(OptimizerVariable variable, Hdf5Dataset dataset, string expected,
        string found) => new("H20", new(dataset.Path),
            $"expected {expected} for the optimizer's '{variable.Name}', found {found}",
            "Check that the file belongs to this model");
}
