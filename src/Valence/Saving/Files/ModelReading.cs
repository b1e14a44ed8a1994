using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Saving;

/// <summary>Turns the description and the weights of a file into a model, in the order that keeps the file from
/// choosing what is allocated.</summary>
internal static class ModelReading
{
    // States of recurrent layers are in no file, so the model may have some elements more than its file.
    private const long UnstoredElements = 1 << 23;

    public static OpenedModel Open(JsonElement config, string member, JsonElement training, Hdf5File file,
        FilePlace place, KerasLoadOptions options, string? version, ZipReader? archive = null)
    {
        var notes = new ReadingNotes(version, Keras2.Wrote(version) || version is null && !IsKeras3(config));
        options = options with { Tables = options.Tables with { Notes = notes } };
        RefuseCode(config, member);
        var stored = Elements(file.Root);
        KerasTables Tables() => options.Tables with
        {
            Budget = new ModelBudget(Math.Min(stored + UnstoredElements, options.MaxParameters), options.MaxLayers,
                options.MaxActivations ?? ModelBudget.DefaultActivations(Math.Min(stored, options.MaxParameters)))
        };
        var ignored = new List<string>();
        var model = Build(config, member, Tables());
        if (!model.IsBuilt) model = Shaped(config, member, Tables, file, place, notes, options.CancellationToken);
        if (options.Backend is { } backend) model.Backend = backend;
        VocabularyAssets.Read(model, archive, file);
        if (options.Training != TrainingConfiguration.Ignored) Compile(model, training, options, ignored);
        var weights = KerasWeights.Stored(file, place);
        var report = KerasWeights.ReadNew(model, weights, options.CancellationToken);
        if (weights.Unread() is { Count: > 0 } unread)
            foreach (var path in unread)
                notes.Add("arrays of the file that the model does not have are not read", FilePlace.Shown(path));
        if (options.Training == TrainingConfiguration.Required
            && report.Ignored.FirstOrDefault(text => text.StartsWith(KerasWeights.StateWords, StringComparison.Ordinal))
                is { } state)
            throw new ConfigException("optimizer", state);
        if (LegacyWeights.IsOfTheano(file.Root) && LegacyWeights.Kernels(model).Any())
            notes.Add("kernels of convolutions are turned around in time, since Theano applied them so");
        foreach (var dataset in Narrow(file.Root))
            notes.Add($"weights of {dataset.Type} are widened to float32, which is exact", dataset.Path);
        return Opened(model, [.. ignored, .. report.Ignored], notes.All);
    }

    /// <summary>The model of a description alone, whose weights its initializers give.</summary>
    public static OpenedModel Describe(JsonElement config, string place, KerasLoadOptions options)
    {
        RefuseCode(config, place);
        var version = config.TryGetProperty("keras_version", out var said) && said.ValueKind == JsonValueKind.String
            ? said.GetString() : null;
        var notes = new ReadingNotes(version, Keras2.Wrote(version) || version is null && !IsKeras3(config));
        options = options with { Tables = options.Tables with { Notes = notes } };
        KerasTables Tables() =>
            options.Tables with
            {
                Budget = new ModelBudget(options.MaxParameters, options.MaxLayers,
                    options.MaxActivations ?? ModelBudget.DefaultActivations(0))
            };
        var model = Build(config, place, Tables());
        if (!model.IsBuilt) model = InputShapes.Said(config).Select(shape => Shaped(config, place, Tables(), shape))
            .FirstOrDefault(made => made is not null)
            ?? throw new ConfigException(place, "the description says nowhere what the model takes. Write it again "
                + "after the model was built, or add an InputLayer before its first layer");
        if (options.Backend is { } backend) model.Backend = backend;
        var ignored = new List<string>();
        if (options.Training != TrainingConfiguration.Ignored
            && config.TryGetProperty("compile_config", out var training)) Compile(model, training, options, ignored);
        return Opened(model, ignored, notes.All);
    }

    private static OpenedModel Opened(Model model, IReadOnlyList<string> ignored, IReadOnlyList<string> notes)
    {
        model.Notes = [.. notes, .. ignored];
        return new(model, ignored) { Notes = notes };
    }

    private static Model Build(JsonElement config, string member, KerasTables tables)
    {
        Model model;
        try
        {
            model = tables.Layers.Read(config, member, tables) as Model
                ?? throw new ConfigException(member, "expected a model, found a layer", "J06");
            if (!model.IsBuilt && config.TryGetProperty("build_config", out var json)
                && new ConfigReader(json, $"{member}.build_config", tables) is var build && build.Has("input_shape"))
                model.EnsureBuilt([build.Shape("input_shape")]);
        }
        catch (ShapeException error)
        {
            throw new ConfigException(member, error.Message.TrimEnd('.'), "J16");
        }
        catch (Exception error) when (KerasTable<Layer>.IsRefusal(error))
        {
            throw KerasTable<Layer>.Refusal(member, error);
        }
        return model;
    }

    // What the model takes is not where it should be: elsewhere in the description, or to be told from the weights.
    private static Model Shaped(JsonElement config, string member, Func<KerasTables> tables, Hdf5File file,
        FilePlace place, ReadingNotes notes, CancellationToken cancellation)
    {
        foreach (var shape in InputShapes.Said(config))
            if (Shaped(config, member, tables(), shape) is { } said && Fits(said, file, place, cancellation))
                return said;
        var arrays = InputShapes.Arrays(file, place);
        if (arrays.Count == 0)
            throw new ConfigException(member, "the model was saved before it had weights. Call it on data or build "
                + "it, then save it again");
        foreach (var shape in InputShapes.Fitting(arrays))
            if (Shaped(config, member, tables(), shape) is { } told && Fits(told, file, place, cancellation))
            {
                notes.Add($"the shape of the input is not in the file: it is taken to be {shape}, which fits the "
                    + "weights");
                return told;
            }
        throw new ConfigException(member, "the file says nowhere which shape the input has, and it cannot be told from "
            + "the weights. Put an InputLayer before the first layer in Keras and save the model again, or build the "
                + "layers in code and load the weights into them");
    }

    private static Model? Shaped(JsonElement config, string member, KerasTables tables, Shape shape)
    {
        try
        {
            var model = Build(config, member, tables);
            model.EnsureBuilt([shape]);
            return model;
        }
        catch (Exception error) when (error is ShapeException or ConfigException
            || KerasTable<Layer>.IsRefusal(error))
        {
            return null;
        }
    }

    private static bool Fits(Model model, Hdf5File file, FilePlace place, CancellationToken cancellation)
    {
        try
        {
            KerasWeights.ReadNew(model, KerasWeights.Stored(file, place), cancellation);
            return true;
        }
        catch (FileFormatException error) when (error.Rule is "H19" or "H21" or "H14")
        {
            return false;
        }
    }

    private static void Compile(Model model, JsonElement training, KerasLoadOptions options, List<string> ignored)
    {
        try
        {
            CompileConfig.Apply(model, training, options.Tables);
            if (options.Training == TrainingConfiguration.Required && model.Optimizer is null)
                throw new ConfigException("compile_config",
                    "the file does not say how the model is trained. Open it without asking for that, and compile it");
        }
        catch (Exception error) when (options.Training != TrainingConfiguration.Required
            && error is ConfigException or ShapeException)
        {
            ignored.Add($"the training configuration: {error.Message}");
        }
    }

    // Only Keras 3 says which module a class is from, or the policy of a layer's numbers as an object.
    private static bool IsKeras3(JsonElement config) => config.ValueKind == JsonValueKind.Object
        && (config.TryGetProperty("module", out _) || config.TryGetProperty("build_config", out _)
            || JsonMarshal.GetRawUtf8Value(config).IndexOf("\"DTypePolicy\""u8) >= 0);

    // Weights that a file has in fewer bits than float32.
    private static IEnumerable<Hdf5Dataset> Narrow(Hdf5Group group) =>
        group.Datasets.Values.Where(dataset => dataset.Type is { Kind: Hdf5Kind.BrainFloat }
            or { Kind: Hdf5Kind.Float, Size: 2 }).Concat(group.Groups.Values.SelectMany(Narrow));

    private static long Elements(Hdf5Group group)
    {
        Int128 sum = 0;
        foreach (var dataset in group.Datasets.Values) sum += dataset.Count;
        foreach (var inner in group.Groups.Values) sum += Elements(inner);
        return (long)Int128.Min(sum, long.MaxValue / 2);
    }

    // Keras keeps Python functions as compiled code in such an object; the depth of JSON is bounded.
    private static void RefuseCode(JsonElement json, string place)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            var i = -1;
            foreach (var item in json.EnumerateArray())
            {
                i++;
                if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    RefuseCode(item, string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"));
            }
            return;
        }
        if (json.ValueKind != JsonValueKind.Object) return;
        if (json.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() == "__lambda__")
            throw new ConfigException(place, "the file holds Python code, which is never run. Replace the Lambda "
                + "layer or the lambda function by a layer or function of Keras' own", "J09");
        foreach (var field in json.EnumerateObject())
            if (field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                RefuseCode(field.Value, $"{place}.{field.Name}");
    }
}
