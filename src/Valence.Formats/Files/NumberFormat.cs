using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Valence.Formats;

/// <summary>How a number is stored: which family, how many bytes, which byte first.</summary>
internal readonly record struct NumberFormat(NumberFamily Family, int Size, bool IsBigEndian = false)
{
    /// <summary>The number as <see cref="double"/>, integers of more than 53 bits rounded.</summary>
    public double ToDouble(ReadOnlySpan<byte> bytes) => (Family, Size, IsBigEndian) switch
    {
        (NumberFamily.Float, 2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        (NumberFamily.Float, 2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(bytes),
        (NumberFamily.Float, 4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (NumberFamily.Float, 4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        (NumberFamily.Float, _, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (NumberFamily.Float, _, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        (NumberFamily.BrainFloat, _, _) =>
            BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => (double)ToInteger(bytes),
    };

    /// <summary>The integer, exactly.</summary>
    public Int128 ToInteger(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        if (IsBigEndian) foreach (var b in bytes) value = value << 8 | b;
        else for (var i = bytes.Length - 1; i >= 0; i--) value = value << 8 | bytes[i];
        var shift = 64 - 8 * bytes.Length;
        return Family == NumberFamily.Signed ? (long)(value << shift) >> shift : value;
    }

    /// <summary>Whether the bytes are those of a <see cref="float"/> in memory.</summary>
    public bool IsNativeFloat => this is { Family: NumberFamily.Float, Size: 4, IsBigEndian: false }
        && BitConverter.IsLittleEndian;

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>; the index of the first finite
    /// number beyond single precision, or −1.</summary>
    public int ReadFloats(ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (IsNativeFloat)
        {
            source[..(4 * destination.Length)].CopyTo(MemoryMarshal.AsBytes(destination));
            return -1;
        }
        for (var i = 0; i < destination.Length; i++)
        {
            var value = ToDouble(source.Slice(i * Size, Size));
            destination[i] = (float)value;
            if (float.IsInfinity(destination[i]) && double.IsFinite(value)) return i;
        }
        return -1;
    }

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>; the index of the first integer
    /// beyond 32 bits, or −1.</summary>
    public int ReadInts(ReadOnlySpan<byte> source, Span<int> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var value = ToInteger(source.Slice(i * Size, Size));
            if (value < int.MinValue || value > int.MaxValue) return i;
            destination[i] = (int)value;
        }
        return -1;
    }

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>; the index of the first integer
    /// beyond 64 bits with a sign, or −1.</summary>
    public int ReadLongs(ReadOnlySpan<byte> source, Span<long> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var value = ToInteger(source.Slice(i * Size, Size));
            if (value > long.MaxValue) return i;
            destination[i] = (long)value;
        }
        return -1;
    }
}
