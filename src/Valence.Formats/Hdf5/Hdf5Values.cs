using System.Text.Unicode;

namespace Valence.Formats;

/// <summary>Elements as stored, and how to read them as numbers or texts.</summary>
internal sealed class Hdf5Values(Hdf5Source source, Hdf5GlobalHeap heap, Hdf5Path path, Hdf5Space space, Hdf5Type type,
    Hdf5Layout layout)
{
    public void ReadFloats(Span<float> destination)
    {
        Require(type.Kind is Hdf5Kind.Float or Hdf5Kind.BrainFloat, "floats", destination.Length);
        Check(type.Number.ReadFloats(layout.Open(), destination), "H23", "numbers in the range of float32",
            "Save the values in a smaller range");
    }

    public void ReadSignedBytes(Span<sbyte> destination)
    {
        Require(type.Number.IsSignedByte, "integers of 8 bits with a sign", destination.Length);
        type.Number.ReadSignedBytes(layout.Open(), destination);
    }

    public void ReadDoubles(Span<double> destination)
    {
        Require(type.Kind is Hdf5Kind.Float or Hdf5Kind.BrainFloat or Hdf5Kind.Integer or Hdf5Kind.Unsigned, "numbers",
            destination.Length);
        type.Number.ReadDoubles(layout.Open(), destination);
    }

    public void ReadInts(Span<int> destination)
    {
        Require(type.Kind is Hdf5Kind.Integer or Hdf5Kind.Unsigned, "integers", destination.Length);
        Check(type.Number.ReadInts(layout.Open(), destination), "H23", "integers of 32 bits",
            "Read them as long integers");
    }

    public void ReadLongs(Span<long> destination)
    {
        Require(type.Kind is Hdf5Kind.Integer or Hdf5Kind.Unsigned, "integers", destination.Length);
        Check(type.Number.ReadLongs(layout.Open(), destination), "H23", "integers of 64 bits with a sign",
            "Save them as signed integers");
    }

    public string[] ReadStrings()
    {
        // An empty list of texts has no type of its own: h5py writes it as floats.
        if (space.Count == 0) return [];
        Require(type.Kind is Hdf5Kind.FixedString or Hdf5Kind.VariableString, "texts", space.Count);
        var data = Bytes(layout.Open());
        var texts = new string[space.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var element = data.Span.Slice(i * type.Size, type.Size);
            texts[i] = type.Kind == Hdf5Kind.VariableString ? heap.Read(element, path)
                : source.Text(WithoutPadding(element), "H17", path);
        }
        return texts;
    }

    /// <summary>The bytes of a single text, which are valid.</summary>
    public ReadOnlyMemory<byte> ReadUtf8()
    {
        Require(type.Kind is Hdf5Kind.FixedString or Hdf5Kind.VariableString, "texts", space.Count);
        var data = Bytes(layout.Open())[..type.Size];
        var text = type.Kind == Hdf5Kind.VariableString ? heap.ReadBytes(data.Span, path)
            : data[..WithoutPadding(data.Span).Length];
        return Utf8.IsValid(text.Span) ? text
            : throw source.Refuse("H17", path, null, "expected text in UTF-8, found other bytes",
                "Save the texts as UTF-8");
    }

    private ReadOnlyMemory<byte> Bytes(ByteSource data) => data.Length <= Array.MaxLength
        ? data.Slice(0, (int)data.Length)
        : throw source.Refuse("H16", path, null, $"expected texts below 2 GiB, found {data.Length} bytes",
            "Split them into several datasets");

    private ReadOnlySpan<byte> WithoutPadding(ReadOnlySpan<byte> element)
    {
        if (type.Padding == 2) return element.TrimEnd((byte)' ');
        if (type.Padding == 1) return element.TrimEnd((byte)0);
        var end = element.IndexOf((byte)0);
        return end < 0 ? element : element[..end];
    }

    private void Require(bool fits, string wanted, long count)
    {
        if (!fits) throw source.Refuse("H20", path, null, $"expected {wanted}, the elements are {type}",
            "Ask for the type the file has");
        if (count != space.Count)
            throw new ArgumentException($"Expected room for the {space.Count} elements of {path}, received room for "
                + $"{count}.");
    }

    private void Check(int unfit, string rule, string wanted, string advice)
    {
        if (unfit >= 0) throw source.Refuse(rule, path, null, $"expected {wanted}, element {unfit} is beyond", advice);
    }
}
