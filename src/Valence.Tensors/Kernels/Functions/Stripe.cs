using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Walks spans in whole vectors; the last, partial one goes through a padded copy and therefore through the
/// same formula.</summary>
internal static unsafe class Stripe<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    private const int MaxLanes = 16;

    /// <summary>The first <paramref name="count"/> numbers, followed by <paramref name="padding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadPart(float* source, nint count, float padding = 0)
    {
        var whole = stackalloc float[MaxLanes];
        L.Store(L.Create(padding), whole);
        for (nint i = 0; i < count; i++) whole[i] = source[i];
        return L.Load(whole);
    }

    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(V value, float* destination, nint count)
    {
        var whole = stackalloc float[MaxLanes];
        L.Store(value, whole);
        for (nint i = 0; i < count; i++) destination[i] = whole[i];
    }

    /// <summary><c>y = f(x)</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<F>(F f, float* x, float* y, nint count) where F : struct, IUnary
    {
        nint i = 0;
        for (; i <= count - L.Count; i += L.Count) L.Store(f.Of<L, V>(L.Load(x + i)), y + i);
        if (i < count) StorePart(f.Of<L, V>(LoadPart(x + i, count - i)), y + i, count - i);
    }

    /// <summary><c>y = f(a, b)</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<F>(F f, float* a, float* b, float* y, nint count) where F : struct, IBinary
    {
        nint i = 0;
        for (; i <= count - L.Count; i += L.Count) L.Store(f.Of<L, V>(L.Load(a + i), L.Load(b + i)), y + i);
        if (i < count) StorePart(f.Of<L, V>(LoadPart(a + i, count - i), LoadPart(b + i, count - i)), y + i, count - i);
    }

    /// <summary><c>y = f(a, b)</c> with one number b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ZipScalar<F>(F f, float* a, float b, float* y, nint count) where F : struct, IBinary
    {
        nint i = 0;
        var same = L.Create(b);
        for (; i <= count - L.Count; i += L.Count) L.Store(f.Of<L, V>(L.Load(a + i), same), y + i);
        if (i < count) StorePart(f.Of<L, V>(LoadPart(a + i, count - i), same), y + i, count - i);
    }

    /// <summary><c>y += factor · x</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(float factor, float* x, float* y, nint count)
    {
        nint i = 0;
        var same = L.Create(factor);
        for (; i <= count - L.Count; i += L.Count) L.Store(L.MultiplyAdd(same, L.Load(x + i), L.Load(y + i)), y + i);
        if (i < count) StorePart(L.MultiplyAdd(same, LoadPart(x + i, count - i), LoadPart(y + i, count - i)), y + i,
            count - i);
    }
}
