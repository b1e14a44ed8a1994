using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Valence.Randomness;

/// <summary>Random numbers as a function of a key and an index, so that any element can be computed by any thread, at
/// any time, with the same result.</summary>
/// <remarks>Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011). There
/// is no state: the same key and index always give the same number.</remarks>
public readonly struct CounterRandom
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint KeyStep0 = 0x9E3779B9;
    internal const uint KeyStep1 = 0xBB67AE85;

    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _step0;
    private readonly uint _step1;

    /// <summary>Numbers for one purpose.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for: a weight's path, a layer's dropout, shuffling; see
    /// <see cref="Purpose"/>.</param>
    /// <param name="step">The training step, epoch or other repetition.</param>
    public CounterRandom(ulong seed, ulong purpose, ulong step = 0)
    {
        var key = Mix(seed ^ Mix(purpose + 0x9E3779B97F4A7C15UL));
        (_key0, _key1) = ((uint)key, (uint)(key >> 32));
        (_step0, _step1) = ((uint)step, (uint)(step >> 32));
    }

    /// <summary>Numbers for the purpose that four words written by <see cref="Write"/> describe.</summary>
    public CounterRandom(ReadOnlySpan<int> words) =>
        (_key0, _key1, _step0, _step1) = ((uint)words[0], (uint)words[1], (uint)words[2], (uint)words[3]);

    /// <summary>Writes what identifies this sequence as four integers.</summary>
    public void Write(Span<int> words)
    {
        words[0] = (int)_key0;
        words[1] = (int)_key1;
        words[2] = (int)_step0;
        words[3] = (int)_step1;
    }

    /// <summary>A number for a named purpose (FNV-1a of its UTF-16 units, mixed).</summary>
    public static ulong Purpose(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in name) hash = (hash ^ unit) * 1099511628211UL;
        return Mix(hash);
    }

    /// <summary>32 random bits for element <paramref name="index"/>.</summary>
    public uint Bits(ulong index)
    {
        Block(index >> 2, out var a, out var b, out var c, out var d);
        return (index & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>A number uniform in [0, 1) with 24 random bits for element <paramref name="index"/>.</summary>
    public float Uniform(ulong index) => ToUnit(Bits(index));

    /// <summary>An integer uniform in [0, <paramref name="bound"/>) for element <paramref name="index"/>; the bias is
    /// below 2⁻³² · bound.</summary>
    public int Below(ulong index, int bound) => Below(Bits(index), bound);

    /// <summary>The same of 32 bits that were drawn.</summary>
    public static int Below(uint bits, int bound) => (int)((ulong)bits * (uint)bound >> 32);

    /// <summary>A standard normal number for element <paramref name="index"/> (Box–Muller).</summary>
    public double Normal(ulong index)
    {
        Block(index | 1UL << 63, out var a, out var b, out var c, out var d);
        var u = ((ulong)a << 21 | b >> 11) + 1;
        var v = (ulong)c << 21 | d >> 11;
        const double unit = 1.0 / (1UL << 53);
        return Math.Sqrt(-2 * Math.Log(u * unit)) * Math.Cos(2 * Math.PI * (v * unit));
    }

    /// <summary>Fills <paramref name="destination"/> with numbers uniform in [0, 1), those of elements
    /// <paramref name="first"/> and following.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Uniforms(Span<float> destination, ulong first = 0)
    {
        var i = 0;
        for (; i < destination.Length && (first + (ulong)i & 3) != 0; i++) destination[i] = Uniform(first + (ulong)i);
        if (PhiloxLanes.IsSupported)
        {
            var many = destination[i..];
            many = many[..(many.Length / PhiloxLanes.Numbers * PhiloxLanes.Numbers)];
            PhiloxLanes.Fill<PhiloxLanes.Units>(MemoryMarshal.Cast<float, uint>(many), first + (ulong)i >> 2, _key0,
                _key1, _step0, _step1);
            i += many.Length;
        }
        for (; i + 4 <= destination.Length; i += 4)
        {
            Block(first + (ulong)i >> 2, out var a, out var b, out var c, out var d);
            destination[i] = ToUnit(a);
            destination[i + 1] = ToUnit(b);
            destination[i + 2] = ToUnit(c);
            destination[i + 3] = ToUnit(d);
        }
        for (; i < destination.Length; i++) destination[i] = Uniform(first + (ulong)i);
    }

    /// <summary>Fills <paramref name="destination"/> with the <see cref="Bits(ulong)"/> of elements
    /// <paramref name="first"/> and following.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Bits(Span<uint> destination, ulong first = 0)
    {
        var i = 0;
        for (; i < destination.Length && (first + (ulong)i & 3) != 0; i++) destination[i] = Bits(first + (ulong)i);
        if (PhiloxLanes.IsSupported)
        {
            var many = destination[i..];
            many = many[..(many.Length / PhiloxLanes.Numbers * PhiloxLanes.Numbers)];
            PhiloxLanes.Fill<PhiloxLanes.Bits>(many, first + (ulong)i >> 2, _key0, _key1, _step0, _step1);
            i += many.Length;
        }
        for (; i < destination.Length; i++) destination[i] = Bits(first + (ulong)i);
    }

    /// <summary>Puts <paramref name="items"/> into a random order (Fisher–Yates).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below((ulong)i, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static float ToUnit(uint bits) => (bits >> 8) * (1f / (1 << 24));

    // The finalizer of SplitMix64: every input bit reaches every output bit.
    private static ulong Mix(ulong x)
    {
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ x >> 27) * 0x94D049BB133111EBUL;
        return x ^ x >> 31;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Block(ulong counter, out uint a, out uint b, out uint c, out uint d)
    {
        (a, b, c, d) = ((uint)counter, (uint)(counter >> 32), _step0, _step1);
        var (k0, k1) = (_key0, _key1);
        for (var round = 0; round < 10; round++)
        {
            var p = (ulong)a * Multiplier0;
            var q = (ulong)c * Multiplier1;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += KeyStep0;
            k1 += KeyStep1;
        }
    }
}
