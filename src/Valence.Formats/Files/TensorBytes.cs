using System.Runtime.InteropServices;

namespace Valence.Formats;

/// <summary>The elements of a tensor of numbers as the bytes of a file, four each.</summary>
internal static class TensorBytes
{
    // What is counted in bytes at once stays below 2 GiB.
    private const int ElementsAtOnce = 1 << 28;

    /// <summary>How many bytes there are.</summary>
    public static long Length(Tensor tensor) => (long)sizeof(float) * tensor.Count;

    /// <summary>Writes them.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        if (tensor.Type == ElementType.Float32) Write(stream, tensor.Floats);
        else Write(stream, tensor.Ints);
    }

    private static void Write<T>(Stream stream, ReadOnlySpan<T> elements) where T : unmanaged
    {
        for (var start = 0; start < elements.Length; start += ElementsAtOnce)
            stream.Write(MemoryMarshal.AsBytes(
                elements.Slice(start, Math.Min(ElementsAtOnce, elements.Length - start))));
    }
}
