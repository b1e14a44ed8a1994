using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Sums over repeated axes: gradients of biases, of scalars and of masks.</summary>
internal static class SumToKernel
{
    public static void Run(SumTo operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        Tensor whole = x[0], result = y[0];
        if (whole.Count == 0)
        {
            result.Clear();
            return;
        }
        if (result.Count == 1)
        {
            result.Overwrite<float>()[0] = Reductions.Sum(whole.Floats);
            return;
        }
        var pattern = Repetition.Of(result.Shape, whole.Shape);
        switch (pattern.Kind)
        {
            case RepetitionKind.Rows:
                Reductions.SumRows(whole.Floats, result.Overwrite<float>(), accumulate: false, workers);
                break;
            case RepetitionKind.Columns: Reductions.SumEachRow(whole.Floats, result.Overwrite<float>(), workers); break;
            case RepetitionKind.Middle: MiddleSums.Run(whole, result, pattern.Outer, workers); break;
            default: operation.Define(x, y); break;
        }
    }
}
