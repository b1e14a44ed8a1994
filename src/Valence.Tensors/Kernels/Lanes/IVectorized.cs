namespace Valence.Kernels;

/// <summary>Work written for any vector width.</summary>
internal interface IVectorized
{
    /// <summary>Does the work with vectors <typeparamref name="V"/>, whose arithmetic is
    /// <typeparamref name="L"/>.</summary>
    void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged;
}
