using System.Globalization;
using Valence.Formats;

namespace Valence.Tests.Golden;

/// <summary>Comparison with reference arrays at the tolerances of the reference cases.</summary>
internal static class Compare
{
    /// <summary>Every element within <paramref name="relative"/> times <paramref name="scale"/> (the largest reference
    /// element where none is given).</summary>
    public static void Close(NpyArray expected, Tensor actual, float relative, string what, double? scale = null) =>
        Close(expected.ToDoubles(), actual.Type == ElementType.Int32 ? [.. actual.Ints.ToArray().Select(x => (double)x)]
            : [.. actual.Floats.ToArray().Select(x => (double)x)],
            relative * (scale ?? Largest(expected)), $"{what} {actual.Shape}",
            expected.Shape.SequenceEqual(actual.Shape.AsSpan().ToArray().Select(x => (long)x)));

    public static double Largest(NpyArray array) =>
        array.ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static void Close(double[] expected, double[] actual, double tolerance, string what, bool sameShape)
    {
        Assert.True(sameShape, $"{what}: the shape differs from the reference.");
        Assert.Equal(expected.Length, actual.Length);
        // Zeros still need a margin for values that are rounding noise around an exact zero.
        tolerance = Math.Max(tolerance, 1e-12);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            if (double.IsNaN(e) ? double.IsNaN(a) : e == a || Math.Abs(e - a) <= tolerance) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: element {i} is {a:R}, expected {e:R} "
                + $"within {tolerance:G3}."));
        }
    }
}
