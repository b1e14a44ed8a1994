using System.Buffers.Binary;
using System.Numerics;

namespace Valence.Formats;

/// <summary>The checksum of the newer structures of HDF5: Bob Jenkins' lookup3, little-endian, started at 0. Indexes of
/// names are also sorted by it.</summary>
internal static class Hdf5Checksum
{
    private const uint Start = 0xdeadbeef;
    private const int Step = 12;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a, b, c;
        a = b = c = Start + (uint)bytes.Length;
        if (bytes.IsEmpty) return c;
        for (; bytes.Length > Step; bytes = bytes[Step..])
        {
            Add(bytes);
            Turn(ref a, ref c, ref b, 4);
            Turn(ref b, ref a, ref c, 6);
            Turn(ref c, ref b, ref a, 8);
            Turn(ref a, ref c, ref b, 16);
            Turn(ref b, ref a, ref c, 19);
            Turn(ref c, ref b, ref a, 4);
        }
        // What is left counts as if zeros followed it.
        Span<byte> last = stackalloc byte[Step];
        last.Clear();
        bytes.CopyTo(last);
        Add(last);
        End(ref c, b, 14);
        End(ref a, c, 11);
        End(ref b, a, 25);
        End(ref c, b, 16);
        End(ref a, c, 4);
        End(ref b, a, 14);
        End(ref c, b, 24);
        return c;

        void Add(ReadOnlySpan<byte> three)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(three);
            b += BinaryPrimitives.ReadUInt32LittleEndian(three[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(three[8..]);
        }

        static void Turn(ref uint x, ref uint y, ref uint z, int by)
        {
            x = (x - y) ^ BitOperations.RotateLeft(y, by);
            y += z;
        }

        static void End(ref uint x, uint y, int by) => x = (x ^ y) - BitOperations.RotateLeft(y, by);
    }
}
