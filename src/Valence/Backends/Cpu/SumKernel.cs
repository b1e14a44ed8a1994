using System.Numerics;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Sums over neighbouring axes; sets of axes with a gap run the plain definition.</summary>
internal static class SumKernel
{
    public static void Run(SumOperation operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        Tensor whole = x[0], result = y[0];
        var axes = (uint)operation.Axes;
        var first = BitOperations.TrailingZeroCount(axes);
        var count = BitOperations.PopCount(axes);
        if (whole.Count == 0 || axes == 0 || axes != ((1u << count) - 1) << first)
        {
            operation.Define(x, y);
            return;
        }
        var (before, after) = (whole.Shape[..first].Count, whole.Shape[(first + count)..].Count);
        if (before == 1 && after == 1) result.Overwrite<float>()[0] = Reductions.Sum(whole.Floats);
        else if (after == 1) Reductions.SumEachRow(whole.Floats, result.Overwrite<float>(), workers);
        else MiddleSums.Run(whole, result, before, workers);
    }
}
