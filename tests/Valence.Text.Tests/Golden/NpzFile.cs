using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Valence.Text.Tests;

/// <summary>The float32 arrays of a reference case.</summary>
internal static class NpzFile
{
    public static Tensor Floats(string path, string name)
    {
        using var archive = ZipFile.OpenRead(path);
        using var stream = archive.GetEntry(name + ".npy")!.Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();

        var header = Encoding.ASCII.GetString(bytes, 10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)));
        Assert.Contains("'descr': '<f4', 'fortran_order': False", header);
        var lengths = Regex.Match(header, @"\(([^)]*)\)").Groups[1].Value.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        return Tensor.From(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + header.Length)), Shape.Create(lengths));
    }
}
