namespace Valence.Kernels;

/// <summary>A function of one number, written for any vector width.</summary>
internal interface IUnary
{
    /// <summary>The function of every lane.</summary>
    V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged;
}
