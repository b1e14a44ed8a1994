using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Valence.Formats;

/// <summary>The named tensors of a safetensors file: a JSON header, then bytes of which every one belongs to exactly
/// one tensor.</summary>
public sealed class Safetensors
{
    private const string MetadataKey = "__metadata__";
    // Tensors without elements cost their file little and memory much.
    private const int FreeTensors = 100_000;
    private const int BytesOfATensor = 64;
    private const int ValuesOfATensor = 10;

    private const string SaveAgain = "Save the file again with the safetensors library";
    private static readonly JsonLimits HeaderLimits = new() { MaxBytes = 100_000_000, MaxDepth = 8 };

    private readonly Dictionary<string, Safetensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly FilePlace _place;

    private Safetensors(ByteSource bytes, FilePlace place)
    {
        _place = place;
        if (bytes.Length < 8)
            throw Refuse("S01", $"expected a safetensors file, received {bytes.Length} bytes",
                "Copy or download the file again");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(0, 8).Span);
        if (length > (ulong)HeaderLimits.MaxBytes || (long)length > bytes.Length - 8)
            throw Refuse("S02", $"expected a header within the file's {bytes.Length} bytes, its length is {length}",
                "Check that the file is complete and what you mean to open");
        var text = bytes.Slice(8, (int)length).Span;
        if (text.Length == 0 || text[0] != '{')
            throw Refuse("S03", "expected the header to begin with a brace, found something else", SaveAgain);
        var values = ValuesOfATensor * (FreeTensors + (bytes.Length - (long)length) / BytesOfATensor);
        var header = StrictJson.Parse(text, place,
            HeaderLimits with { MaxValues = (int)Math.Min(int.MaxValue, values) });
        var data = bytes.Range(8 + (long)length, bytes.Length - 8 - (long)length);
        var ranges = new List<(long Start, long End, string Name)>();
        foreach (var property in header.EnumerateObject())
        {
            if (property.Name == MetadataKey) ReadMetadata(property.Value);
            else _tensors.Add(property.Name, ReadTensor(property, data, ranges));
        }
        RequireTiling(ranges, data.Length);
        Names = [.. ranges.Select(range => range.Name)];
    }

    /// <summary>The tensors' names in the order of their bytes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The texts that whoever saved the file put beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensor named <paramref name="name"/>.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public Safetensor this[string name] => TryGet(name, out var tensor) ? tensor
        : throw new FileFormatException("S06", _place with { Path = name },
            "expected this tensor, the file does not have it", "Check the tensor's name");

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Safetensors Load(string path) => Read(FileBytes.Open(path), Path.GetFileName(path));

    /// <summary>Reads the file content <paramref name="bytes"/>, which must not change while in use;
    /// <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="FileFormatException">The content breaks a rule.</exception>
    public static Safetensors Read(ReadOnlyMemory<byte> bytes, string name) =>
        Read(ByteSource.Of(bytes), name);

    /// <summary>Reads the content of a file, which must stay open as long as tensors are read.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string)"/>
    public static Safetensors Read(ByteSource bytes, string name) => new(bytes, new(name));

    /// <summary>The tensor named <paramref name="name"/>, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Safetensor? tensor) =>
        _tensors.TryGetValue(name, out tensor);

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Refuse("S03", "expected the metadata to be an object of texts", SaveAgain);
        foreach (var property in metadata.EnumerateObject())
            _metadata.Add(property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()
                ?? "" : throw Refuse("S03", "expected the metadata to be an object of texts", SaveAgain));
    }

    private Safetensor ReadTensor(JsonProperty property, ByteSource data,
        List<(long Start, long End, string Name)> ranges)
    {
        var place = _place with { Path = property.Name };
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() != 3
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var lengths) || lengths.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2)
            throw new FileFormatException("S03", place,
                "expected dtype, shape and data_offsets of a tensor and nothing else", SaveAgain);
        if (dtype.GetString() is not ("F16" or "BF16" or "F32" or "F64" or "I32" or "I64")
            || !Enum.TryParse<SafetensorType>(dtype.GetString(), out var type))
            throw new FileFormatException("S04", place,
                $"expected elements F16, BF16, F32, F64, I32 or I64, found {FilePlace.Shown(dtype.GetString() ?? "")}",
                "Convert the tensor before saving it");
        long[] shape = [.. lengths.EnumerateArray().Select(length => Number(length, place))];
        long start = Number(offsets[0], place), end = Number(offsets[1], place);
        if (start > end || end > data.Length)
            throw new FileFormatException("S05", place,
                $"expected bytes within the file's {data.Length}, the tensor has {start} to {end}",
                "Copy or download the file again");
        var count = Count(shape, end - start, Safetensor.SizeOf(type), place);
        ranges.Add((start, end, property.Name));
        return new(place, type, shape, count, data.Range(start, end - start));
    }

    private static long Number(JsonElement element, FilePlace place) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
        ? number
        : throw new FileFormatException("S03", place, "expected lengths and offsets to be natural numbers", SaveAgain);

    private static int Count(long[] shape, long bytes, int size, FilePlace place)
    {
        var count = 1L;
        if (shape.Contains(0)) count = 0;
        else
            foreach (var length in shape) count = length > int.MaxValue / count ? throw Mismatch() : count * length;
        return count * size == bytes ? (int)count : throw Mismatch();

        FileFormatException Mismatch() => new("S05", place,
            $"expected as many bytes as the shape [{string.Join(", ", shape.Take(8))}] needs, the tensor has {bytes}",
            "Copy or download the file again");
    }

    private void RequireTiling(List<(long Start, long End, string Name)> ranges, long length)
    {
        ranges.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        var at = 0L;
        foreach (var (start, end, name) in ranges)
        {
            if (start != at) throw new FileFormatException("S05", _place with { Path = name },
                $"expected the tensor's bytes to begin at {at}, they begin at {start}: tensors overlap or leave a gap",
                SaveAgain);
            at = end;
        }
        if (at != length)
            throw Refuse("S05", $"expected the tensors to fill the file's {length} bytes of data, they end at {at}",
                "Copy or download the file again");
    }

    private FileFormatException Refuse(string rule, string problem, string advice) =>
        new(rule, _place, problem, advice);
}
