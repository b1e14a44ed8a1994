using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Rows of a table, not copied before somebody asks for them.</summary>
internal static class GatherKernel
{
    public static void Run(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        IdOutOfRangeException.Check(x[1], x[0].Shape[0]);
        TableRows.Begin(y[0], x[0], x[1], workers);
    }
}
