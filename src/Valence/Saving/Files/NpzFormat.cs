using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights as named arrays in NumPy's <c>.npz</c>.</summary>
internal sealed class NpzFormat : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "NumPy arrays";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".npz"];

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanWriteArrays => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.IsArchive && source.Archive.Members.Count > 0
            && source.Archive.Members.All(member => member.Name.EndsWith(".npy", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options)
    {
        var readings = Open(source).ToDictionary(array => array.Name,
            array => new WeightReading(array.Array.ReadFloats), StringComparer.Ordinal);
        return KerasWeights.Read(model, new NamedWeights(readings, source.Place), options, source.Content);
    }

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) =>
        Open(source).Select(entry => NpyFormat.Stored(entry.Name, entry.Array));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables)
    {
        WriteArrays(NamedWeights.Of(model), stream);
        return LeftOut.Of(model, optimizerState: false);
    }

    /// <inheritdoc/>
    public override void WriteArrays(IEnumerable<KeyValuePair<string, Tensor>> arrays, Stream stream) =>
        NpyWriter.WriteAll(stream, arrays);

    private static IEnumerable<(string Name, NpyArray Array)> Open(ModelSource source)
    {
        var file = Npz.Read(source.Content, source.Place.File);
        foreach (var name in file.Names)
            if (file.TryGet(name, out var array)) yield return (name, array);
    }
}
