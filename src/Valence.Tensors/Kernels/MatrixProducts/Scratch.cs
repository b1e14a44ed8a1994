using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Working memory of the calling thread, kept from call to call. One slot serves one purpose at a
/// time.</summary>
internal static unsafe class Scratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static float[]?[]? _slots;

    /// <summary>At least <paramref name="count"/> floats of undefined content on a 64-byte boundary, valid until the
    /// thread asks for the slot again.</summary>
    public static float* Take(ScratchSlot slot, long count)
    {
        var slots = _slots ??= new float[]?[Enum.GetValues<ScratchSlot>().Length];
        var buffer = slots[(int)slot];
        if (buffer is null || buffer.Length < count + Alignment / sizeof(float))
            slots[(int)slot] = buffer = GC.AllocateUninitializedArray<float>(
                checked((int)(count + count / 4 + Alignment / sizeof(float))), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref buffer[0]);
        return (float*)((address + Alignment - 1) & -Alignment);
    }
}
