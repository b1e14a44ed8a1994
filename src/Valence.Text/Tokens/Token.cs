using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Valence.Text;

/// <summary>Characters of a buffer in which at least <see cref="Reach"/> can be read from their start on, however few
/// they are.</summary>
internal readonly ref struct Token
{
    /// <summary>How many characters a token can be compared by at once.</summary>
    public const int Reach = 8;

    private readonly ref readonly char _start;

    /// <summary>The characters from <paramref name="start"/> to <paramref name="end"/> of a buffer that has
    /// <see cref="Reach"/> more.</summary>
    public Token(ReadOnlySpan<char> buffer, int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + Reach, buffer.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, buffer.Length);
        _start = ref buffer[start];
        Length = end - start;
    }

    /// <summary>The number of characters.</summary>
    public int Length { get; }

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Span => MemoryMarshal.CreateReadOnlySpan(in _start, Length);

    /// <summary>The first <see cref="Reach"/> characters, with zeros in the place of those behind the end.</summary>
    public Vector128<ulong> Head
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref var mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(Masks), Reach - Math.Min(Length, Reach));
            var head = Vector128.LoadUnsafe(ref Unsafe.As<char, ushort>(ref Unsafe.AsRef(in _start)));
            return (head & Vector128.LoadUnsafe(ref mask)).AsUInt64();
        }
    }

    private static ReadOnlySpan<ushort> Masks =>
    [
        0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
}
