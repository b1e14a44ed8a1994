namespace Valence.Text.Tests;

/// <summary>Comparison within the reference cases' tolerance: 1e-5 of the largest element, NaN where NaN is
/// expected.</summary>
internal static class Near
{
    public static void Equal(IEnumerable<double> expected, ReadOnlySpan<float> actual)
    {
        var wanted = expected.ToArray();
        Assert.Equal(wanted.Length, actual.Length);
        var tolerance = 1e-5 * wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < wanted.Length; i++)
            if (!(double.IsNaN(wanted[i]) ? float.IsNaN(actual[i]) : Math.Abs(wanted[i] - actual[i]) <= tolerance))
                Assert.Fail($"Element {i}: expected {wanted[i]}, received {actual[i]}.");
    }
}
