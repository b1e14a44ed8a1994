using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Valence.Randomness;

/// <summary>Philox for eight counters at a time, bit for bit what one at a time gives.</summary>
/// <remarks>
/// Each 64-bit lane holds one 32-bit word of one counter in its lower half. The multiplication reads lower halves only,
/// so the upper halves may hold anything
/// until the end and nothing needs masking between rounds.
/// </remarks>
internal static class PhiloxLanes
{
    /// <summary>How many numbers a step makes: four for each counter.</summary>
    public const int Numbers = 32;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>What becomes of eight words.</summary>
    public interface IWords
    {
        static abstract Vector256<uint> Of(Vector256<uint> words);
    }

    /// <summary>Fills <paramref name="destination"/>, a multiple of <see cref="Numbers"/> long, with the words of
    /// <paramref name="counter"/> and following.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(Span<uint> destination, ulong counter, uint key0, uint key1, uint step0, uint step1)
        where T : struct, IWords
    {
        ref var to = ref MemoryMarshal.GetReference(destination);
        var first = Vector256.Create(counter) + Vector256.Create(0UL, 1, 2, 3);
        for (var i = 0; i < destination.Length; i += Numbers)
        {
            var second = first + Vector256.Create(4UL);
            var (k0, k1) = (Vector256.Create((ulong)key0), Vector256.Create((ulong)key1));
            var (a, b, c, d) = (first, first >> 32, Vector256.Create((ulong)step0), Vector256.Create((ulong)step1));
            var (e, f, g, h) = (second, second >> 32, c, d);
            for (var round = 0; round < 10; round++)
            {
                var (p, q) = (Product(a, CounterRandom.Multiplier0), Product(c, CounterRandom.Multiplier1));
                var (r, s) = (Product(e, CounterRandom.Multiplier0), Product(g, CounterRandom.Multiplier1));
                // What does not wait for the products comes first: a round then takes one step less.
                (a, b, c, d) = (q >> 32 ^ (b ^ k0), q, p >> 32 ^ (d ^ k1), p);
                (e, f, g, h) = (s >> 32 ^ (f ^ k0), s, r >> 32 ^ (h ^ k1), r);
                k0 += Vector256.Create((ulong)CounterRandom.KeyStep0);
                k1 += Vector256.Create((ulong)CounterRandom.KeyStep1);
            }
            Store<T>(a, b, c, d, ref Unsafe.Add(ref to, i));
            Store<T>(e, f, g, h, ref Unsafe.Add(ref to, i + Numbers / 2));
            first = second + Vector256.Create(4UL);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Product(Vector256<ulong> x, uint factor) =>
        Avx2.Multiply(x.AsUInt32(), Vector256.Create((ulong)factor).AsUInt32());

    // The words of one counter become neighbours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c, Vector256<ulong> d,
        ref uint to) where T : struct, IWords
    {
        var ab = Avx2.Blend(a.AsUInt32(), (b << 32).AsUInt32(), 0b10101010).AsUInt64();
        var cd = Avx2.Blend(c.AsUInt32(), (d << 32).AsUInt32(), 0b10101010).AsUInt64();
        var (even, odd) = (Avx2.UnpackLow(ab, cd), Avx2.UnpackHigh(ab, cd));
        T.Of(Avx2.Permute2x128(even, odd, 0x20).AsUInt32()).StoreUnsafe(ref to);
        T.Of(Avx2.Permute2x128(even, odd, 0x31).AsUInt32()).StoreUnsafe(ref to, 8);
    }

    /// <summary>The words as they are.</summary>
    public readonly struct Bits : IWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Of(Vector256<uint> words) => words;
    }

    /// <summary>The bits of numbers in [0, 1).</summary>
    public readonly struct Units : IWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Of(Vector256<uint> words) =>
            (Avx.ConvertToVector256Single((words >> 8).AsInt32()) * (1f / (1 << 24))).AsUInt32();
    }
}
