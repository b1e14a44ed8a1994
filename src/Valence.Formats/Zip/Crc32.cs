using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Valence.Formats;

/// <summary>The CRC-32 of zip and gzip (reflected polynomial 0xEDB88320).</summary>
internal static class Crc32
{
    private const int Slices = 16;
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of <paramref name="bytes"/>; pass an earlier result as <paramref name="crc"/> to continue
    /// it.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint crc = 0)
    {
        crc = ~crc;
        if (Pclmulqdq.IsSupported && Sse2.IsSupported && bytes.Length >= 64)
        {
            var folded = bytes.Length & ~15;
            crc = Fold(bytes[..folded], crc);
            bytes = bytes[folded..];
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
                crc = ArmCrc32.Arm64.ComputeCrc32(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        return ~Slice(bytes, crc);
    }

    /// <summary>The checksum of two texts one after the other, from that of each.</summary>
    /// <param name="first">The checksum of the first.</param>
    /// <param name="second">The checksum of the second.</param>
    /// <param name="secondLength">How many bytes the second has.</param>
    public static uint Join(uint first, uint second, long secondLength)
    {
        // A checksum is a remainder modulo a polynomial: bytes that follow multiply it by x to the power of their bits,
        // found by repeated squaring.
        var power = 0x00800000u;
        for (var left = secondLength; left > 0; left >>= 1)
        {
            if ((left & 1) != 0) first = Multiply(first, power);
            power = Multiply(power, power);
        }
        return first ^ second;
    }

    // The lowest power stands in the highest bit.
    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 0x80000000u; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0) product ^= b;
            b = (b & 1) != 0 ? b >> 1 ^ 0xEDB88320 : b >> 1;
        }
        return product;
    }

    /// <summary>Sixteen bytes a step, each looked up in a table of its own. <paramref name="crc"/> and the result are
    /// inverted.</summary>
    internal static uint Slice(ReadOnlySpan<byte> bytes, uint crc)
    {
        var tables = Tables;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var first = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            crc = tables[15 * 256 + (byte)first] ^ tables[14 * 256 + (byte)(first >> 8)] ^ tables[13 * 256
                + (byte)(first >> 16)] ^ tables[12 * 256 + (int)(first >> 24)]
                ^ tables[11 * 256 + bytes[4]] ^ tables[10 * 256 + bytes[5]] ^ tables[9 * 256 + bytes[6]] ^ tables[8
                    * 256 + bytes[7]]
                ^ tables[7 * 256 + bytes[8]] ^ tables[6 * 256 + bytes[9]] ^ tables[5 * 256 + bytes[10]] ^ tables[4 * 256
                    + bytes[11]]
                ^ tables[3 * 256 + bytes[12]] ^ tables[2 * 256 + bytes[13]] ^ tables[256
                    + bytes[14]] ^ tables[bytes[15]];
        }
        foreach (var b in bytes) crc = tables[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    // Carry-less multiplication folds 64 bytes a step; the constants are powers of x modulo the polynomial,
    // bit-reflected
    // (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009).
    private static uint Fold(ReadOnlySpan<byte> bytes, uint crc)
    {
        ref var source = ref MemoryMarshal.GetReference(bytes);
        var far = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var near = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var x0 = Load(ref source, 0) ^ Vector128.CreateScalar(crc).AsUInt64();
        var x1 = Load(ref source, 16);
        var x2 = Load(ref source, 32);
        var x3 = Load(ref source, 48);
        nint at = 64;
        for (; at <= bytes.Length - 64; at += 64)
        {
            x0 = Step(x0, far) ^ Load(ref source, at);
            x1 = Step(x1, far) ^ Load(ref source, at + 16);
            x2 = Step(x2, far) ^ Load(ref source, at + 32);
            x3 = Step(x3, far) ^ Load(ref source, at + 48);
        }
        x0 = Step(x0, near) ^ x1;
        x0 = Step(x0, near) ^ x2;
        x0 = Step(x0, near) ^ x3;
        for (; at <= bytes.Length - 16; at += 16) x0 = Step(x0, near) ^ Load(ref source, at);

        var low32 = Vector128.Create(0xFFFFFFFFUL, 0);
        x0 = Pclmulqdq.CarrylessMultiply(x0, near, 0x10) ^ Sse2.ShiftRightLogical128BitLane(x0, 8);
        x0 = Pclmulqdq.CarrylessMultiply(x0 & low32, Vector128.Create(0x0163cd6124UL, 0),
            0x00) ^ Sse2.ShiftRightLogical128BitLane(x0, 4);
        var barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
        var quotient = Pclmulqdq.CarrylessMultiply(x0 & low32, barrett, 0x10) & low32;
        x0 ^= Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00);
        return x0.AsUInt32().GetElement(1);

        static Vector128<ulong> Load(ref byte source, nint at) =>
            Unsafe.ReadUnaligned<Vector128<ulong>>(ref Unsafe.Add(ref source, at));

        static Vector128<ulong> Step(Vector128<ulong> x, Vector128<ulong> by) =>
            Pclmulqdq.CarrylessMultiply(x, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, by, 0x11);
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            tables[i] = crc;
        }
        for (var i = 256; i < tables.Length; i++) tables[i] = tables[i - 256] >> 8 ^ tables[(byte)tables[i - 256]];
        return tables;
    }
}
