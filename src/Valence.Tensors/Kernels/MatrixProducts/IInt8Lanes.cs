namespace Valence.Kernels;

/// <summary>The arithmetic of products of int8 for vectors of one width: each lane is an int32 with four numbers of a
/// column of weights, or two of 16 bits of a row.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface IInt8Lanes<V> where V : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a tile of two vectors whose sums stay in registers.</summary>
    static abstract int Rows { get; }

    /// <summary>Reads <see cref="Count"/> lanes.</summary>
    static abstract V Load(int* source);

    /// <summary>Writes <see cref="Count"/> lanes.</summary>
    static abstract void Store(V value, int* destination);

    /// <summary>The same two numbers of 16 bits in every lane.</summary>
    static abstract V Create(int pair);

    /// <summary>The first and third byte of each lane, as numbers of 16 bits.</summary>
    static abstract V First(V four);

    /// <summary>The second and fourth byte of each lane, as numbers of 16 bits.</summary>
    static abstract V Second(V four);

    /// <summary><c>sum + x₀·y₀ + x₁·y₁</c> of the two numbers of 16 bits of each lane.</summary>
    static abstract V Add(V sum, V x, V y);
}
