namespace Valence.Kernels;

/// <summary>Up to four vectors: one per gate.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal struct GateVectors<V>
{
    /// <summary>The first.</summary>
    public V A;

    /// <summary>The second.</summary>
    public V B;

    /// <summary>The third.</summary>
    public V C;

    /// <summary>The fourth.</summary>
    public V D;
}
