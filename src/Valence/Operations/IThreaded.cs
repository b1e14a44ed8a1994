using Valence.Threading;

namespace Valence.Operations;

/// <summary>An operation whose plain definition may share its work among threads, so that no backend needs a kernel of
/// it.</summary>
internal interface IThreaded
{
    /// <summary>The plain definition with the help of <paramref name="workers"/>, on which the results do not
    /// depend.</summary>
    void Run(Operands x, ReadOnlySpan<Tensor> y, Workers? workers);
}
