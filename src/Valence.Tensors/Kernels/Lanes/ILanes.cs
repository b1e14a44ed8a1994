namespace Valence.Kernels;

/// <summary>The arithmetic of vectors of one width. Kernels and formulas are written once against it and compiled for
/// every width.</summary>
/// <typeparam name="V">The vector: 16, 8, 4 or 1 single-precision numbers.</typeparam>
/// <remarks>Where the result of an operation is a truth value, each lane holds all ones or all zeros; <c>Bits</c>
/// operations read lanes as 32-bit integers.</remarks>
internal unsafe interface ILanes<V> where V : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> consecutive numbers.</summary>
    static abstract V Load(float* source);

    /// <summary>Writes <see cref="Count"/> consecutive numbers.</summary>
    static abstract void Store(V value, float* destination);

    /// <summary>Writes <see cref="Count"/> consecutive numbers to a multiple of their size, past the caches where the
    /// processor can: for results that nobody reads soon.</summary>
    static abstract void StorePast(V value, float* destination);

    /// <summary>The same number in every lane.</summary>
    static abstract V Create(float value);

    /// <summary>The same bits in every lane.</summary>
    static abstract V CreateBits(int bits);

    /// <summary><c>x + y</c></summary>
    static abstract V Add(V x, V y);

    /// <summary><c>x − y</c></summary>
    static abstract V Subtract(V x, V y);

    /// <summary><c>x · y</c></summary>
    static abstract V Multiply(V x, V y);

    /// <summary><c>x / y</c></summary>
    static abstract V Divide(V x, V y);

    /// <summary><c>x · y + z</c>, rounded once where the processor has the instruction and twice where it has
    /// not.</summary>
    static abstract V MultiplyAdd(V x, V y, V z);

    /// <summary>The smaller of the two; not a number when <paramref name="y"/> is not.</summary>
    static abstract V Min(V x, V y);

    /// <summary>The larger of the two; not a number when <paramref name="y"/> is not.</summary>
    static abstract V Max(V x, V y);

    /// <summary>The square root.</summary>
    static abstract V Sqrt(V x);

    /// <summary>The absolute value.</summary>
    static abstract V Abs(V x);

    /// <summary>Whether <c>x &gt; y</c>.</summary>
    static abstract V GreaterThan(V x, V y);

    /// <summary>Whether <c>x = y</c>.</summary>
    static abstract V AreEqual(V x, V y);

    /// <summary><paramref name="x"/> where <paramref name="condition"/> holds, <paramref name="y"/>
    /// elsewhere.</summary>
    static abstract V Select(V condition, V x, V y);

    /// <summary>The bits set in both.</summary>
    static abstract V And(V x, V y);

    /// <summary>The bits set in either.</summary>
    static abstract V Or(V x, V y);

    /// <summary>Integer sum.</summary>
    static abstract V AddBits(V x, V y);

    /// <summary>Integer difference.</summary>
    static abstract V SubtractBits(V x, V y);

    /// <summary>Bits moved towards the sign.</summary>
    static abstract V ShiftLeftBits(V x, int count);

    /// <summary>Bits moved away from the sign, which is repeated.</summary>
    static abstract V ShiftRightBits(V x, int count);

    /// <summary>The number nearest to each integer.</summary>
    static abstract V FromInteger(V bits);
}
