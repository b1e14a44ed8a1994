namespace Valence.Text;

/// <summary>NumPy's legacy generator <c>np.random.RandomState(seed)</c>: the Mersenne Twister MT19937, with the draws
/// that shuffles and splits of Python programs are made of.</summary>
/// <remarks>One seed gives the same numbers as NumPy on every machine. Instances are not safe for use by several
/// threads at once.</remarks>
public sealed class NumpyRandomState
{
    private const int Size = 624;
    private const int Shift = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <summary>The generator as <c>np.random.RandomState(seed)</c> starts it.</summary>
    /// <param name="seed">0 to 2³² − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seed"/> is outside that range.</exception>
    public NumpyRandomState(long seed)
    {
        if (seed is < 0 or > uint.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(seed), seed, "Expected a seed from 0 to 4294967295.");
        _state[0] = (uint)seed;
        for (var i = 1; i < Size; i++) _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Size) Refill();
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A double in [0, 1) of 53 random bits, as <c>random_sample()</c> draws it.</summary>
    public double NextDouble()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>An integer from 0 to <paramref name="max"/> inclusive: bits under the smallest covering mask, drawn
    /// until one is small enough.</summary>
    public uint RandomInterval(uint max)
    {
        if (max == 0) return 0;
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(max);
        uint value;
        do value = NextUInt32() & mask; while (value > max);
        return value;
    }

    /// <summary>An integer from <paramref name="low"/> up to but not including <paramref name="high"/>, as
    /// <c>randint(low, high)</c> draws it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above
    /// <paramref name="low"/>.</exception>
    public int NextInt(int low, int high)
    {
        if (high <= low) throw new ArgumentOutOfRangeException(
            nameof(high), high, $"Expected more than low, which is {low}.");
        return (int)(low + RandomInterval((uint)((long)high - low - 1)));
    }

    /// <summary>Reorders <paramref name="values"/> as <c>shuffle</c> does.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = (int)RandomInterval((uint)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The numbers 0 to <paramref name="n"/> − 1 in the order of <c>permutation(n)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] Permutation(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var order = new int[n];
        for (var i = 0; i < n; i++) order[i] = i;
        Shuffle<int>(order);
        return order;
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0u : 0x9908B0DFu);
        }
        _next = 0;
    }
}
