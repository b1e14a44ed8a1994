using System.Runtime.InteropServices;
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
        var bytes = ToBytes(tensor);
        ReplacedFile.Write(path, stream => stream.Write(bytes));
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
        foreach (var (name, tensor) in tensors) archive.Add(name + ".npy", ToBytes(tensor));
    });

    /// <summary>The content of an <c>.npy</c> file of <paramref name="tensor"/>.</summary>
    /// <exception cref="ArgumentException">The tensor holds texts.</exception>
    public static byte[] ToBytes(Tensor tensor)
    {
        var isFloat = tensor.Type == ElementType.Float32;
        if (!isFloat && tensor.Type != ElementType.Int32)
            throw new ArgumentException($"Expected a tensor of numbers, received {tensor}.", nameof(tensor));
        ReadOnlySpan<byte> data = isFloat ? MemoryMarshal.AsBytes(tensor.Floats) : MemoryMarshal.AsBytes(tensor.Ints);
        var type = isFloat ? "<f4" : "<i4";
        var lengths = string.Join(", ", tensor.Shape.AsSpan().ToArray());
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': "
            + $"({lengths}{(tensor.Shape.Rank == 1 ? "," : "")}), }}";
        var start = (10 + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[start + data.Length];
        bytes[0] = 0x93;
        "NUMPY\x01\x00"u8.CopyTo(bytes.AsSpan(1));
        bytes[8] = (byte)(start - 10);
        bytes[9] = (byte)((start - 10) >> 8);
        bytes.AsSpan(10, start - 10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(10));
        bytes[start - 1] = (byte)'\n';
        data.CopyTo(bytes.AsSpan(start));
        return bytes;
    }
}
