using System.Buffers.Binary;
using System.Text.Json;

namespace Valence.Formats;

/// <summary>Writes tensors of numbers as a safetensors file: floats as F32 or rounded to BF16, integers as
/// I32.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the file at <paramref name="path"/>, replacing it only when everything is written.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">The tensors of numbers and their names, in the order they shall have.</param>
    /// <param name="metadata">Texts to put beside the tensors, or null.</param>
    /// <param name="halfPrecision">Whether floats are rounded to BF16.</param>
    /// <exception cref="ArgumentException">A tensor holds texts, or a name is there twice or is
    /// <c>__metadata__</c>.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, bool halfPrecision = false) =>
        ReplacedFile.Write(path, stream => Write(stream, tensors, metadata, halfPrecision));

    /// <summary>Writes the file to <paramref name="stream"/> from its position on.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">The tensors of numbers and their names, in the order they shall have.</param>
    /// <param name="metadata">Texts to put beside the tensors, or null.</param>
    /// <param name="halfPrecision">Whether floats are rounded to BF16.</param>
    /// <exception cref="ArgumentException">A tensor holds texts, or a name is there twice or is
    /// <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, bool halfPrecision = false)
    {
        var list = tensors.ToList();
        var header = Header(list, metadata, halfPrecision);
        // The data begin at a multiple of 8; blanks after the header make it so.
        var padded = (header.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(header);
        stream.Write("       "u8[..(padded - header.Length)]);
        foreach (var (_, tensor) in list)
            if (IsRounded(tensor, halfPrecision)) BrainFloat.Write(stream, tensor);
            else TensorBytes.Write(stream, tensor);
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata, bool halfPrecision)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
            var at = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                    throw new ArgumentException("Expected each name once and none '__metadata__', received "
                        + $"'{FilePlace.Shown(name)}'.", nameof(tensors));
                if (tensor.Type == ElementType.String)
                    throw new ArgumentException($"Expected tensors of numbers, '{FilePlace.Shown(name)}' "
                        + $"is {tensor.TypeAndShape}.",
                        nameof(tensors));
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type != ElementType.Float32 ? "I32" : halfPrecision ? "BF16" : "F32");
                json.WriteStartArray("shape");
                foreach (var length in tensor.Shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += TensorBytes.Length(tensor) / (IsRounded(tensor, halfPrecision) ? 2 : 1));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static bool IsRounded(Tensor tensor, bool halfPrecision) =>
        halfPrecision && tensor.Type == ElementType.Float32;
}
