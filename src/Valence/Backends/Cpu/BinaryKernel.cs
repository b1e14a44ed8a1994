using System.Runtime.CompilerServices;
using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Functions of pairs of elements: the ways of repeating an operand that nets use are vectorised, all others
/// run the plain definition.</summary>
internal static class BinaryKernel
{
    public static void Run<F>(Operation operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
        where F : struct, IBinary
    {
        Tensor a = x[0], b = x[1], result = y[0];
        if (a.Shape == b.Shape && GatheredRows.Of(a) is { Width: > 0 } rows)
            ElementwiseLookup.Apply(default(F), rows.Elements, rows.Ids, rows.Width, b.Floats,
                result.Overwrite<float>(), workers);
        else if (a.Shape == b.Shape)
            Elementwise.Apply(default(F), a.Floats, b.Floats, result.Overwrite<float>(), workers);
        else if (a.Shape == result.Shape && Repeated(default(F), a, b, result, workers)) return;
        else if (b.Shape == result.Shape && Repeated(default(Swapped<F>), b, a, result, workers)) return;
        else operation.Define(x, y);
    }

    private static bool Repeated<F>(F function, Tensor whole, Tensor repeated, Tensor y, Workers workers)
        where F : struct, IBinary
    {
        if (repeated.Count == 0 || whole.Count == 0) return true;
        if (repeated.Count == 1)
        {
            Elementwise.Apply(function, whole.Floats, repeated.Floats[0], y.Overwrite<float>(), workers);
            return true;
        }
        var pattern = Repetition.Of(repeated.Shape, whole.Shape);
        switch (pattern.Kind)
        {
            case RepetitionKind.Rows:
                Elementwise.ApplyRow(function, whole.Floats, repeated.Floats, y.Overwrite<float>(), workers);
                return true;
            case RepetitionKind.Columns:
                Elementwise.ApplyColumn(function, whole.Floats, repeated.Floats, y.Overwrite<float>(), workers);
                return true;
            case RepetitionKind.Middle:
                var (part, width) = (whole.Count / pattern.Outer, repeated.Count / pattern.Outer);
                for (var i = 0; i < pattern.Outer; i++)
                    Elementwise.ApplyRow(function, whole.Floats.Slice(i * part, part),
                        repeated.Floats.Slice(i * width, width), y.Overwrite<float>().Slice(i * part, part), workers);
                return true;
            default:
                return false;
        }
    }

    private readonly struct Swapped<F> : IBinary where F : struct, IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged => default(F).Of<L, V>(y, x);
    }
}
