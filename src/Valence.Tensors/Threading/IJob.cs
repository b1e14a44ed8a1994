namespace Valence.Threading;

/// <summary>Work that is cut into pieces which any thread may run, in any order, at the same time.</summary>
/// <remarks>Pieces write to disjoint memory. What a piece computes must not depend on which thread runs it or on how
/// many there are.</remarks>
public interface IJob
{
    /// <summary>Does piece number <paramref name="piece"/>, counted from 0.</summary>
    void Run(int piece);
}
