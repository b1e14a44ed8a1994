using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Rows of a table, not copied before somebody asks for them.</summary>
internal static class GatherKernel
{
    public static void Run(Operands x, ReadOnlySpan<Tensor> y, Workers workers) =>
        TableRows.Begin(y[0], x[0], x[1], workers);
}
