using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>The descriptive part of an HDF5 file under construction: places for structures, filled in any
/// order.</summary>
internal sealed class Hdf5Image
{
    private byte[] _bytes = new byte[4096];

    /// <summary>The number of bytes so far, a multiple of 8.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The address of <paramref name="length"/> new bytes, all zero.</summary>
    public int Allocate(int length)
    {
        var at = Length;
        Length = checked((at + length + 7) / 8 * 8);
        if (Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        return at;
    }

    /// <summary>Writes bytes.</summary>
    public void Put(int at, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(at));

    /// <summary>Writes a number of two bytes.</summary>
    public void Put16(int at, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(at), checked((ushort)value));

    /// <summary>Writes a number of four bytes.</summary>
    public void Put32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    /// <summary>Writes a number of eight bytes.</summary>
    public void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), value);
}
