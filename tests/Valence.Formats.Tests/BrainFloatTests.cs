using Valence.Randomness;

namespace Valence.Formats.Tests;

/// <summary>Numbers of 16 bits with the exponent of float32.</summary>
public sealed class BrainFloatTests
{
    [Fact]
    public void A_number_becomes_the_nearest_of_all_that_there_are()
    {
        float[] all = [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.Int32BitsToSingle(bits << 16))
            .Where(float.IsFinite).Order()];
        var random = new CounterRandom(1, CounterRandom.Purpose("test"));
        for (var i = 0UL; i < 20_000; i++)
        {
            var number = BitConverter.UInt32BitsToSingle(random.Bits(i));
            if (!float.IsFinite(number) || Math.Abs(number) > 3.38e38) continue;
            var rounded = BrainFloat.Round(number);
            var at = Array.BinarySearch(all, rounded);
            Assert.True(at >= 0, $"{number} became {rounded}");
            var distance = Math.Abs((double)rounded - number);
            Assert.True(distance <= Math.Abs((double)all[at - 1] - number)
                && distance <= Math.Abs((double)all[at + 1] - number), $"{number} became {rounded}");
        }
    }

    [Theory]
    [InlineData(1.00390625f, 1f)]
    [InlineData(1.01171875f, 1.015625f)]
    [InlineData(-0f, -0f)]
    [InlineData(1f, 1f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Ties_go_to_even_and_what_is_no_number_stays_so(float number, float expected) =>
        Assert.Equal(expected, BrainFloat.Round(number));

    [Fact]
    public void A_NaN_of_low_bits_alone_stays_one() =>
        Assert.True(float.IsNaN(BrainFloat.Round(BitConverter.Int32BitsToSingle(0x7f800001))));

    [Fact]
    public void A_file_holds_them_in_half_the_room_and_gives_them_back()
    {
        var random = new CounterRandom(2, CounterRandom.Purpose("test"));
        var numbers = new Tensor([3, 20_011], ElementType.Float32);
        random.Uniforms(numbers.Overwrite<float>());
        Assert.False(BrainFloat.AreAll(numbers));
        var writer = new Hdf5Writer();
        writer.Root.AddBrainFloats("layers/w", numbers);
        writer.Root.Add("after", Tensor.From([1f, 2f]));
        var bytes = writer.ToBytes();
        Assert.InRange(bytes.Length, 2 * numbers.Count, 2 * numbers.Count + 8_000);
        var root = Hdf5File.Open(bytes, new("file")).Root;
        var read = root.Dataset("layers/w").ReadTensor(numbers.Shape);
        Assert.Equal(numbers.Floats.ToArray().Select(BrainFloat.Round), read.Floats.ToArray());
        Assert.True(BrainFloat.AreAll(read));
        Assert.Equal([1f, 2f], root.Dataset("after").ReadFloats([2]));
        Assert.Throws<ArgumentException>(() => writer.Root.AddBrainFloats("ids", Tensor.From([1, 2])));
        Assert.Throws<ArgumentException>(() => writer.Root.AddBrainFloats("after", numbers));
    }
}
