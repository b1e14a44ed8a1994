namespace Valence.Tests.Kernels;

/// <summary>Numbers for kernel tests.</summary>
internal static class Numbers
{
    public static float[] Random(int count, int seed = 1, float scale = 1)
    {
        var random = new Random(seed);
        var numbers = new float[count];
        foreach (ref var x in numbers.AsSpan()) x = (random.NextSingle() * 2 - 1) * scale;
        return numbers;
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"Element {i}: expected {expected[i]}, received {actual[i]}.");
    }
}
