using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Valence.Formats;

/// <summary>How a number is stored: which family, how many bytes, which byte first.</summary>
internal readonly record struct NumberFormat(NumberFamily Family, int Size, bool IsBigEndian = false)
{
    // What is counted in bytes at once stays below 2 GiB.
    private const int CopiedElements = 1 << 28;
    private const int ConvertedElements = 1 << 15;

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
    public int ReadFloats(ByteSource source, Span<float> destination)
    {
        if (!IsNativeFloat) return Read<float, Single>(source, destination);
        for (var start = 0; start < destination.Length; start += CopiedElements)
        {
            var some = destination.Slice(start, Math.Min(CopiedElements, destination.Length - start));
            source.Read((long)start * sizeof(float), MemoryMarshal.AsBytes(some));
        }
        return -1;
    }

    /// <summary>Whether the numbers are bytes with a sign.</summary>
    public bool IsSignedByte => this is { Family: NumberFamily.Signed, Size: 1 };

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>, where numbers are
    /// <see cref="IsSignedByte"/>.</summary>
    public void ReadSignedBytes(ByteSource source, Span<sbyte> destination) =>
        source.Read(0, MemoryMarshal.AsBytes(destination));

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>.</summary>
    public void ReadDoubles(ByteSource source, Span<double> destination) => Read<double, Double>(source, destination);

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>; the index of the first integer
    /// beyond 32 bits, or −1.</summary>
    public int ReadInts(ByteSource source, Span<int> destination) => Read<int, Integer>(source, destination);

    /// <summary>Reads <paramref name="destination"/> from <paramref name="source"/>; the index of the first integer
    /// beyond 64 bits with a sign, or −1.</summary>
    public int ReadLongs(ByteSource source, Span<long> destination) => Read<long, Long>(source, destination);

    private int Read<T, TTarget>(ByteSource source, Span<T> destination) where TTarget : ITarget<T>
    {
        for (var start = 0; start < destination.Length; start += ConvertedElements)
        {
            var some = destination.Slice(start, Math.Min(ConvertedElements, destination.Length - start));
            var bytes = source.Slice((long)start * Size, some.Length * Size).Span;
            for (var i = 0; i < some.Length; i++)
                if (!TTarget.Convert(this, bytes.Slice(i * Size, Size), out some[i])) return start + i;
        }
        return -1;
    }

    /// <summary>A type that numbers are read as.</summary>
    private interface ITarget<T>
    {
        /// <summary>The number as that type; false where it does not fit.</summary>
        static abstract bool Convert(NumberFormat number, ReadOnlySpan<byte> bytes, out T element);
    }

    private readonly struct Single : ITarget<float>
    {
        public static bool Convert(NumberFormat number, ReadOnlySpan<byte> bytes, out float element)
        {
            var value = number.ToDouble(bytes);
            element = (float)value;
            return !float.IsInfinity(element) || !double.IsFinite(value);
        }
    }

    private readonly struct Double : ITarget<double>
    {
        public static bool Convert(NumberFormat number, ReadOnlySpan<byte> bytes, out double element)
        {
            element = number.ToDouble(bytes);
            return true;
        }
    }

    private readonly struct Integer : ITarget<int>
    {
        public static bool Convert(NumberFormat number, ReadOnlySpan<byte> bytes, out int element)
        {
            var value = number.ToInteger(bytes);
            element = unchecked((int)value);
            return element == value;
        }
    }

    private readonly struct Long : ITarget<long>
    {
        public static bool Convert(NumberFormat number, ReadOnlySpan<byte> bytes, out long element)
        {
            var value = number.ToInteger(bytes);
            element = unchecked((long)value);
            return element == value;
        }
    }
}
