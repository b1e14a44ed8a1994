using Valence.Randomness;

namespace Valence.Tests.Randomness;

public sealed class CounterRandomTests
{
    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData((1UL << 34) - 40)]
    public void Numbers_drawn_together_equal_those_drawn_one_by_one(ulong first)
    {
        var random = new CounterRandom(seed: 7, CounterRandom.Purpose("dropout"), step: (5UL << 32) + 9);
        for (var length = 0; length <= 257; length++)
        {
            var numbers = new float[length + 2];
            numbers.AsSpan().Fill(-1);
            random.Uniforms(numbers.AsSpan(1, length), first);
            Assert.Equal([-1, .. Enumerable.Range(0, length).Select(i => random.Uniform(first + (ulong)i)), -1],
                numbers);
            var bits = new uint[length + 2];
            random.Bits(bits.AsSpan(1, length), first);
            Assert.Equal([0, .. Enumerable.Range(0, length).Select(i => random.Bits(first + (ulong)i)), 0], bits);
        }
    }

    [Fact]
    public void Bits_are_those_of_the_published_generator()
    {
        // The known answer for a counter and a key of zeros.
        var random = new CounterRandom([0, 0, 0, 0]);
        Assert.Equal([0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8],
            Enumerable.Range(0, 4).Select(i => random.Bits((ulong)i)));
    }
}
