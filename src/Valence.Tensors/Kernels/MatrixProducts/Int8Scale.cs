using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Numbers as int8 by their largest one: <c>q = round(x · scale)</c> with
/// <c>scale = 127 / (max |x| + 1e-7)</c> (Keras' <c>abs_max_quantize</c>).</summary>
internal static unsafe class Int8Scale
{
    private const float Largest = 127;
    private const float Epsilon = 1e-7f;
    private const int Magnitude = int.MaxValue;

    /// <summary>The scale of numbers; NaN where one of them is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of(ReadOnlySpan<float> numbers)
    {
        // As integers the bits of magnitudes are in the order of these, with what is not finite behind all others.
        var most = Vector<int>.Zero;
        var i = 0;
        for (; i <= numbers.Length - Vector<float>.Count; i += Vector<float>.Count)
            most = Vector.Max(most, Vector.AsVectorInt32(new Vector<float>(numbers[i..])) & new Vector<int>(Magnitude));
        var bits = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++) bits = Math.Max(bits, most[lane]);
        for (; i < numbers.Length; i++)
            bits = Math.Max(bits, BitConverter.SingleToInt32Bits(numbers[i]) & Magnitude);
        var largest = BitConverter.Int32BitsToSingle(bits);
        return float.IsFinite(largest) ? Largest / (largest + Epsilon) : float.NaN;
    }

    /// <summary>The number of 8 bits that stands for <paramref name="x"/>; 0 where the scale is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Round(float x, float scale) => float.IsNaN(scale) ? 0 : (int)MathF.Round(x * scale);

    /// <summary>Writes what stands for each number, as 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(ReadOnlySpan<float> numbers, float scale, Span<short> rounded)
    {
        if (float.IsNaN(scale))
        {
            rounded[..numbers.Length].Clear();
            return;
        }
        var i = 0;
        for (; i <= numbers.Length - Vector<short>.Count; i += Vector<short>.Count)
            Vector.Narrow(Whole(numbers[i..], scale), Whole(numbers[(i + Vector<int>.Count)..], scale))
                .CopyTo(rounded[i..]);
        for (; i < numbers.Length; i++) rounded[i] = (short)Round(numbers[i], scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Whole(ReadOnlySpan<float> numbers, float scale) =>
        Vector.ConvertToInt32Native(Vector.Round(new Vector<float>(numbers) * scale));
}
