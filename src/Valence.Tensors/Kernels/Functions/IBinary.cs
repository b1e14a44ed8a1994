namespace Valence.Kernels;

/// <summary>A function of two numbers, written for any vector width.</summary>
internal interface IBinary
{
    /// <summary>The function of every pair of lanes.</summary>
    V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged;
}
