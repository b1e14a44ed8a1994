using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Sums and maxima of one span: four vectors of partial results, then a fixed tree; long sums are sums of
/// such. The order depends on the length alone.</summary>
internal static unsafe class ReductionRow<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    private const int MaxLanes = 16;
    private const int Block = 1 << 16;

    public static float Sum(float* x, nint count) => Sum(new Plain(), x, x, count, 0);

    public static float SumOfSquares(float* x, nint count) => Sum(new SquaredDistance(), x, x, count, 0);

    /// <summary>Σ (x − centre)²</summary>
    public static float SumOfSquaredDistances(float* x, float centre, nint count) =>
        Sum(new SquaredDistance(), x, x, count, centre);

    public static float Dot(float* x, float* y, nint count) => Sum(new Dotted(), x, y, count, 0);

    /// <summary>The largest number, −∞ for none; NaN when there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(float* x, nint count)
    {
        var largest = L.Create(float.NegativeInfinity);
        nint i = 0;
        for (; i <= count - L.Count; i += L.Count) largest = Larger(largest, L.Load(x + i));
        if (i < count) largest = Larger(largest, Stripe<L, V>.LoadPart(x + i, count - i, float.NegativeInfinity));
        var lanes = stackalloc float[MaxLanes];
        L.Store(largest, lanes);
        var result = lanes[0];
        for (i = 1; i < L.Count; i++) result = MathF.Max(result, lanes[i]);
        return result;
    }

    // The maximum alone would lose a NaN on its left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Larger(V largest, V x) => L.Select(L.AreEqual(largest, largest), L.Max(largest, x), largest);

    private static float Sum<F>(F term, float* x, float* y, nint count, float centre) where F : struct, ITerm
    {
        if (count <= Block) return SumOfBlock(term, x, y, count, centre);
        var sum = 0f;
        for (nint i = 0; i < count; i += Block)
            sum += SumOfBlock(term, x + i, y + i, Math.Min(Block, count - i), centre);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfBlock<F>(F term, float* x, float* y, nint count, float centre) where F : struct, ITerm
    {
        var c = L.Create(centre);
        V s0 = L.Create(0), s1 = s0, s2 = s0, s3 = s0;
        nint i = 0;
        for (; i <= count - 4 * L.Count; i += 4 * L.Count)
        {
            s0 = term.AddTo<L, V>(s0, L.Load(x + i), L.Load(y + i), c);
            s1 = term.AddTo<L, V>(s1, L.Load(x + i + L.Count), L.Load(y + i + L.Count), c);
            s2 = term.AddTo<L, V>(s2, L.Load(x + i + 2 * L.Count), L.Load(y + i + 2 * L.Count), c);
            s3 = term.AddTo<L, V>(s3, L.Load(x + i + 3 * L.Count), L.Load(y + i + 3 * L.Count), c);
        }
        for (; i <= count - L.Count; i += L.Count) s0 = term.AddTo<L, V>(s0, L.Load(x + i), L.Load(y + i), c);
        if (i < count) s1 = term.AddTo<L, V>(s1, Stripe<L, V>.LoadPart(x + i, count - i, centre),
            Stripe<L, V>.LoadPart(y + i, count - i, centre), c);
        var lanes = stackalloc float[MaxLanes];
        L.Store(L.Add(L.Add(s0, s1), L.Add(s2, s3)), lanes);
        for (var half = L.Count / 2; half > 0; half /= 2)
            for (var j = 0; j < half; j++) lanes[j] += lanes[j + half];
        return lanes[0];
    }

    private interface ITerm
    {
        TV AddTo<TL, TV>(TV sum, TV x, TV y, TV centre) where TL : struct, ILanes<TV> where TV : unmanaged;
    }

    private readonly struct Plain : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV AddTo<TL, TV>(TV sum, TV x, TV y, TV centre) where TL : struct, ILanes<TV> where TV : unmanaged =>
            TL.Add(sum, x);
    }

    private readonly struct Dotted : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV AddTo<TL, TV>(TV sum, TV x, TV y, TV centre) where TL : struct, ILanes<TV> where TV : unmanaged =>
            TL.MultiplyAdd(x, y, sum);
    }

    private readonly struct SquaredDistance : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TV AddTo<TL, TV>(TV sum, TV x, TV y, TV centre) where TL : struct, ILanes<TV> where TV : unmanaged
        {
            var distance = TL.Subtract(x, centre);
            return TL.MultiplyAdd(distance, distance, sum);
        }
    }
}
