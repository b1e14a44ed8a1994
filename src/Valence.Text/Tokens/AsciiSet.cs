using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Valence.Text;

/// <summary>A set of ASCII characters, which are looked for many at a time.</summary>
/// <remarks>A character's low four bits choose a byte of the table, its high ones a bit of that
/// (<see href="http://0x80.pl/notesen/2018-10-18-simd-byte-lookup.html">Muła, 2018</see>).</remarks>
internal sealed class AsciiSet
{
    private readonly Vector128<byte> _highs;

    /// <param name="characters">All of them below 128.</param>
    public AsciiSet(string characters)
    {
        Span<byte> highs = stackalloc byte[16];
        highs.Clear();
        foreach (var c in characters) highs[c & 0xF] |= (byte)(1 << (c >> 4));
        _highs = Vector128.Create<byte>(highs);
    }

    /// <summary>How many characters <see cref="In"/> looks at.</summary>
    public const int Count = 16;

    /// <summary>Which of the <see cref="Count"/> characters from <paramref name="start"/> on are in the set: the lowest
    /// bit is the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint In(ReadOnlySpan<char> text, int start)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text.Slice(start, Count)));
        // What is no ASCII has other high bits than any character of the set.
        var bytes = Vector128.NarrowWithSaturation(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, 8));
        var bits = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
        var high = Vector128.ShuffleNative(bits, Vector128.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte()
            & Vector128.Create((byte)0xF));
        var low = Vector128.ShuffleNative(_highs, bytes & Vector128.Create((byte)0xF));
        return ~Vector128.Equals(high & low, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }
}
