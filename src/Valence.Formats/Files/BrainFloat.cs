using System.Buffers;
using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>Numbers of 16 bits with the exponent of float32 (bfloat16): its upper half.</summary>
public static class BrainFloat
{
    /// <summary>The bytes of one.</summary>
    internal const int Size = sizeof(ushort);

    private const int AtOnce = 1 << 14;

    /// <summary>The nearest bfloat16 to a number, ties to even, as float32; NaN stays one, and what is beyond the
    /// largest becomes infinite.</summary>
    public static float Round(float number) => BitConverter.UInt32BitsToSingle((uint)Bits(number) << 16);

    /// <summary>Whether all numbers of a tensor of floats are ones of bfloat16.</summary>
    public static bool AreAll(Tensor tensor)
    {
        foreach (var number in tensor.Floats)
            if ((BitConverter.SingleToUInt32Bits(number) & 0xffff) != 0) return false;
        return true;
    }

    /// <summary>Writes numbers, each rounded, the lower byte first.</summary>
    internal static void Write(Stream stream, Tensor tensor)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Size * AtOnce);
        var numbers = tensor.Floats;
        for (var start = 0; start < numbers.Length; start += AtOnce)
        {
            var some = numbers.Slice(start, Math.Min(AtOnce, numbers.Length - start));
            for (var i = 0; i < some.Length; i++)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Size * i), Bits(some[i]));
            stream.Write(bytes, 0, Size * some.Length);
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static ushort Bits(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        // A NaN whose upper half would be an infinity's keeps a bit of it.
        return float.IsNaN(number) ? (ushort)(bits >> 16 | 0x40)
            : (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}
