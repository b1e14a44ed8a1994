using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Valence.Text.Tests;

public sealed class NumpyRandomStateTests
{
    [Fact]
    public void Shuffles_are_those_of_NumPy()
    {
        foreach (var golden in SharedFolder.Json("golden", "data", "splits.json").GetProperty("shuffle")
            .EnumerateArray())
        {
            var order = new NumpyRandomState(golden.GetProperty("seed").GetInt64())
                .Permutation(golden.GetProperty("n").GetInt32());

            Assert.Equal(golden.GetProperty("first").Ints(), order[..golden.GetProperty("first").GetArrayLength()]);
            var bytes = MemoryMarshal.AsBytes(order.Select(value => (long)value).ToArray().AsSpan());
            Assert.Equal(golden.GetProperty("sha256_int64").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public void Doubles_and_integers_are_those_of_NumPy()
    {
        // np.random.RandomState(0).random_sample(3); np.random.RandomState(42).randint(0, 100, 5)
        var doubles = new NumpyRandomState(0);
        Assert.Equal([0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
            [doubles.NextDouble(), doubles.NextDouble(), doubles.NextDouble()]);
        var integers = new NumpyRandomState(42);
        Assert.Equal([51, 92, 14, 71, 60], Enumerable.Range(0, 5).Select(_ => integers.NextInt(0, 100)));
    }

    [Fact]
    public void Seeds_and_ranges_outside_NumPys_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumpyRandomState(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumpyRandomState(1L << 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumpyRandomState(1).NextInt(3, 3));
    }
}
