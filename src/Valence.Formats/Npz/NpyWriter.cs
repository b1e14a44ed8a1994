using System.Text;

namespace Valence.Formats;

/// <summary>Writes tensors of numbers as NumPy's <c>.npy</c> files, byte for byte as <c>numpy.save</c> does.</summary>
public static class NpyWriter
{
    private const int Alignment = 64;

    /// <summary>Writes <paramref name="tensor"/> to the file at <paramref name="path"/>, replacing it only when
    /// everything is written.</summary>
    /// <exception cref="ArgumentException">The tensor holds texts.</exception>
    public static void Save(string path, Tensor tensor)
    {
        var header = Header(tensor);
        ReplacedFile.Write(path, stream => Write(stream, header, tensor));
    }

    /// <summary>Writes an <c>.npz</c> file of named tensors, as <c>numpy.savez</c> does; it is replaced only when
    /// everything is written.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">The tensors of numbers and their names, in the order they shall have.</param>
    /// <exception cref="ArgumentException">A tensor holds texts, or a name is not one that <see cref="ZipReader"/>
    /// accepts.</exception>
    public static void SaveAll(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        ReplacedFile.Write(path, stream => WriteAll(stream, tensors));

    /// <summary>Writes the content of an <c>.npz</c> file of named tensors to <paramref name="stream"/> from its
    /// position on.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">The tensors of numbers and their names, in the order they shall have.</param>
    /// <exception cref="ArgumentException">A tensor holds texts, or a name is not one that <see cref="ZipReader"/>
    /// accepts.</exception>
    public static void WriteAll(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        ZipWriter.Write(stream, archive =>
    {
        foreach (var (name, tensor) in tensors)
        {
            var header = Header(tensor);
            archive.Add(name + ".npy", content => Write(content, header, tensor));
        }
    });

    /// <summary>The content of an <c>.npy</c> file of <paramref name="tensor"/>.</summary>
    /// <exception cref="ArgumentException">The tensor holds texts.</exception>
    /// <exception cref="OverflowException">It has more bytes than an array; save it to a path instead.</exception>
    public static byte[] ToBytes(Tensor tensor)
    {
        var header = Header(tensor);
        var length = header.Length + TensorBytes.Length(tensor);
        if (length > Array.MaxLength)
            throw new OverflowException($"Expected at most {Array.MaxLength} bytes, {tensor.TypeAndShape} "
                + $"has {length}. Save it to "
                + "a path instead.");
        var bytes = new byte[length];
        Write(new MemoryStream(bytes), header, tensor);
        return bytes;
    }

    private static void Write(Stream stream, byte[] header, Tensor tensor)
    {
        stream.Write(header);
        TensorBytes.Write(stream, tensor);
    }

    private static byte[] Header(Tensor tensor)
    {
        var isFloat = tensor.Type == ElementType.Float32;
        if (!isFloat && tensor.Type != ElementType.Int32)
            throw new ArgumentException($"Expected a tensor of numbers, "
                + $"received {tensor.TypeAndShape}.", nameof(tensor));
        var lengths = string.Join(", ", tensor.Shape.AsSpan().ToArray());
        var text = $"{{'descr': '{(isFloat ? "<f4" : "<i4")}', 'fortran_order': False, 'shape': "
            + $"({lengths}{(tensor.Shape.Rank == 1 ? "," : "")}), }}";
        var header = new byte[(10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment];
        header[0] = 0x93;
        "NUMPY\x01\x00"u8.CopyTo(header.AsSpan(1));
        header[8] = (byte)(header.Length - 10);
        header[9] = (byte)((header.Length - 10) >> 8);
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
