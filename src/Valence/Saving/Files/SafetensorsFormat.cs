using System.Buffers.Binary;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Weights as named tensors in a <c>.safetensors</c> file.</summary>
internal sealed class SafetensorsFormat : ModelFormat
{
    private const ulong LongestHeader = 100_000_000;

    /// <inheritdoc/>
    public override string Name => "safetensors";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".safetensors"];

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanWriteArrays => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.Start.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(source.Start) <= LongestHeader
            && source.Start[8] == '{';

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options)
    {
        var file = Open(source);
        return KerasWeights.Read(model,
            new NamedWeights(file.Names.ToDictionary(name => name, name => new WeightReading(file[name].ReadFloats),
                StringComparer.Ordinal), source.Place), options, source.Content);
    }

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source)
    {
        var file = Open(source);
        return file.Names.Select(
            name => new StoredArray(name, file[name].Type.ToString(), file[name].Shape, file[name].ToTensor));
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) =>
        Open(source).Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables)
    {
        WriteArrays(NamedWeights.Of(model), stream);
        return LeftOut.Of(model, optimizerState: false);
    }

    /// <inheritdoc/>
    public override void WriteArrays(IEnumerable<KeyValuePair<string, Tensor>> arrays, Stream stream) =>
        SafetensorsWriter.Write(stream, arrays);

    private static Safetensors Open(ModelSource source) => Safetensors.Read(source.Content, source.Place.File);
}
