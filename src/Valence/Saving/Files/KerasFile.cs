using System.Text;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Keras' own model files: <c>.keras</c>, a zip archive of a description, the weights as HDF5, and metadata;
/// and the older <c>.h5</c>.</summary>
/// <remarks>
/// A file is only ever data: it names classes of <see cref="KerasTables"/>, and decides no path, type or allocation.
/// Paths, streams and bytes pass the same checks; docs/hostile-files.md lists what they refuse.
/// </remarks>
public static class KerasFile
{
    /// <summary>The version of Keras whose form is written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>The backend of Keras that older files are marked with; Keras itself only reads it for convolutions of
    /// its first version.</summary>
    internal const string Backend = "jax";

    /// <summary>Writes the model; the file appears whole or not at all.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="path">The file, in the form that its ending names; see <see cref="ModelFormats"/>.</param>
    /// <param name="tables">How objects become class names; Keras' own when null.</param>
    /// <exception cref="ConfigException">A layer has no row in the tables (a user's own, or one made of a
    /// delegate).</exception>
    /// <exception cref="ArgumentException">The path ends in <c>.weights.h5</c>, which Keras keeps for weights alone, or
    /// in nothing that is known; the message lists what is.</exception>
    public static void Save(Model model, string path, KerasTables? tables = null)
    {
        var format = ModelFormats.Default.ForWriting(path);
        if (format is KerasWeightsFormat)
            throw new ArgumentException($"Expected a whole model's file, received '{Path.GetFileName(path)}', which "
                + $"names weights alone. Call {nameof(Model.SaveWeights)}, or end the name in .keras.", nameof(path));
        ReplacedFile.Write(path, stream => Write(format, model, stream, tables));
    }

    /// <summary>Writes the weights of a model alone.</summary>
    internal static void SaveWeights(Model model, string path)
    {
        var format = ModelFormats.Default.ForPath(path);
        if (format is not { CanWrite: true, HoldsModel: false })
            throw new ArgumentException("Expected the name of a file of weights that ends in "
                + $"{ModelFormats.Default.Endings(row => row is { CanWrite: true, HoldsModel: false })}, received "
                + $"'{Path.GetFileName(path)}'. A whole model is written with {nameof(Model.Save)}.", nameof(path));
        ReplacedFile.Write(path, stream => Write(format, model, stream));
    }

    /// <summary>Writes the weights of a model alone as <c>.weights.h5</c>.</summary>
    internal static void SaveWeights(Model model, Stream stream) =>
        Write(ModelFormats.Default.ForWriting(".weights.h5"), model, stream);

    private static void Write(ModelFormat format, Model model, Stream stream, KerasTables? tables = null)
    {
        using (model.HoldWeights()) format.Write(model, stream, tables ?? KerasTables.Default);
    }

    /// <summary>Writes the content of a <c>.keras</c> file to a stream, from its position on.</summary>
    /// <inheritdoc cref="Save(Model, string, KerasTables?)"/>
    public static void Save(Model model, Stream stream, KerasTables? tables = null) =>
        Prepare(model, write => write(stream), tables);

    /// <summary>Gives what writes the content of a <c>.keras</c> file to a stream, the same bytes each time, to whoever
    /// needs their length or digest before them; the weights stay as they are until it returns.</summary>
    /// <inheritdoc cref="Save(Model, string, KerasTables?)"/>
    /// <param name="model">The model.</param>
    /// <param name="use">Is given what writes the file.</param>
    /// <param name="tables">What knows one's own layers; what Valence has itself when null.</param>
    /// <param name="includeOptimizer">Whether the optimizer's state is written too, by which training goes
    /// on.</param>
    /// <param name="compact">Whether floats are stored in 16 bits where all are ones of bfloat16, and matrices of int8
    /// as such, which Valence reads and Keras does not.</param>
    public static void Prepare(Model model, Action<Action<Stream>> use, KerasTables? tables = null,
        bool includeOptimizer = true, bool compact = false)
    {
        using (model.HoldWeights())
            use(KerasArchive.Prepare(model, tables ?? KerasTables.Default, includeOptimizer, compact));
    }

    /// <summary>The bytes of a <c>.keras</c> file.</summary>
    /// <exception cref="OverflowException">There are more than an array has room for.</exception>
    public static byte[] ToBytes(Model model, KerasTables? tables = null)
    {
        using (model.HoldWeights()) return KerasArchive.ToBytes(model, tables ?? KerasTables.Default);
    }

    /// <summary>Reads a model, its weights and, where that is possible, its training configuration and optimizer
    /// state.</summary>
    /// <exception cref="FileFormatException">The file is damaged, hostile or of a form that is refused.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    /// <exception cref="ShapeException">The layers do not fit each other, or the model is larger than what the file
    /// holds.</exception>
    public static Model Load(string path, KerasTables? tables = null, Backend? backend = null) =>
        Open(path, Options(tables, backend)).Model;

    /// <summary>Reads a model from a file's bytes.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(ReadOnlyMemory<byte> bytes, string name, KerasTables? tables = null,
        Backend? backend = null) => Open(bytes, name, Options(tables, backend)).Model;

    /// <summary>Reads a model from a stream, which is taken into memory and left open.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static Model Load(Stream stream, string name, KerasTables? tables = null, Backend? backend = null) =>
        Open(stream, name, Options(tables, backend)).Model;

    /// <summary>Reads a model and says what of the file could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(string path, KerasLoadOptions? options = null)
    {
        using var source = ModelSource.OpenFile(path);
        return ModelFormats.Default.Open(source, options);
    }

    /// <summary>Reads a model from a stream and says what of it could not be used.</summary>
    /// <inheritdoc cref="Load(Stream, string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(Stream stream, string name, KerasLoadOptions? options = null) =>
        ModelFormats.Default.Open(ModelSource.Read(stream, name), options);

    /// <summary>Reads a model from a file's bytes and says what of them could not be used.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, Backend?)"/>
    public static OpenedModel Open(ReadOnlyMemory<byte> bytes, string name, KerasLoadOptions? options = null) =>
        ModelFormats.Default.Open(new ModelSource(bytes, name), options);

    /// <summary>Makes a model from its description, as Keras' <c>model.to_json()</c> or <see cref="Model.ToJson"/>
    /// writes it, and says what of it could not be used.</summary>
    /// <param name="json">The description.</param>
    /// <param name="options">How it is read; since nothing bounds the weights that a description asks for, a model has
    /// 2²⁷ elements at most unless the options say otherwise.</param>
    /// <exception cref="FileFormatException">It is no JSON, or no description of a model.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    public static OpenedModel FromJson(string json, KerasLoadOptions? options = null)
    {
        var source = new ModelSource(Encoding.UTF8.GetBytes(json), "the description");
        var format = ModelFormats.Default.Of(source);
        return format.DescribesModel ? format.Describe(source, options ?? new())
            : throw new FileFormatException("F07", source.Place, "expected the description of a model, found "
                + format.Name, format.Use);
    }

    private static KerasLoadOptions Options(KerasTables? tables, Backend? backend) =>
        new() { Tables = tables ?? KerasTables.Default, Backend = backend };
}
