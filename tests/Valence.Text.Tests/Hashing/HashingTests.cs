namespace Valence.Text.Tests;

public sealed class HashingTests
{
    [Fact]
    public void Bins_are_those_of_Keras()
    {
        var golden = SharedFolder.Json("golden", "runs", "lookups.json");
        var words = Tensor.From(golden.GetProperty("words").Strings());

        Assert.Equal(golden.GetProperty("hashing_7").Ints(), new HashingEncoder(7).Encode(words).Ints.ToArray());
        Assert.Equal(golden.GetProperty("hashing_11_salt_3_5").Ints(), new HashingEncoder(11, salt: new Salt(3, 5))
            .Encode(words).Ints.ToArray());
        Assert.Equal(golden.GetProperty("hashing_ints_7").Ints(),
            new HashingEncoder(7).Encode(Tensor.From(golden.GetProperty("ints").Ints())).Ints.ToArray());
    }

    [Fact]
    public void The_examples_of_Keras_documentation_hold()
    {
        var letters = Tensor.From(["A", "B", "C", "D", "E"], [5, 1]);
        Assert.Equal([1, 0, 1, 1, 2], new HashingEncoder(3).Encode(letters).Ints.ToArray());
        Assert.Equal([1, 1, 0, 2, 2], new HashingEncoder(3, maskValue: "")
            .Encode(Tensor.From(["A", "B", "", "C", "D"], [5, 1])).Ints.ToArray());
        Assert.Equal([1, 2, 1, 0, 2], new HashingEncoder(3, salt: new Salt(133, 137)).Encode(letters).Ints.ToArray());
        Assert.Equal([0, 0, 2, 1, 0], new HashingEncoder(3, salt: 133).Encode(letters).Ints.ToArray());
    }

    [Fact]
    public void Crossed_features_fall_into_the_bins_of_Keras_documentation()
    {
        var letters = Tensor.From(["A", "B", "A", "B", "A"]);
        var numbers = Tensor.From([101, 101, 101, 102, 102]);
        Assert.Equal([1, 4, 1, 1, 3], CrossedBins.Encode([letters, numbers], 5).Ints.ToArray());
        Assert.Throws<ArgumentException>(() => CrossedBins.Encode([letters], 5));
        Assert.Throws<ArgumentException>(() => CrossedBins.Encode([letters, Tensor.From([1])], 5));
    }

    [Fact]
    public void SipHash24_is_the_one_of_its_paper()
    {
        // Appendix A: key 00 01 … 0f, message 00 01 … 0e.
        var message = Enumerable.Range(0, 15).Select(i => (byte)i).ToArray();
        Assert.Equal(0xA129CA6149BE45E5, SipHash24.Of(message, new Salt(0x0706050403020100, 0x0F0E0D0C0B0A0908)));
    }

    [Fact]
    public void Modes_and_masks_other_than_ids_are_laid_out_as_categories()
    {
        var rows = new HashingEncoder(3, maskValue: "0", outputMode: OutputMode.Count)
            .Encode(Tensor.From(new[,] { { 0, 0 }, { 0, 7 } }));
        Assert.Equal([2, 3], rows.Shape);
        Assert.Equal([2f, 0, 0], rows.Floats[..3].ToArray());
        Assert.Equal(2f, rows.Floats[3] + rows.Floats[4] + rows.Floats[5]);
        Assert.Equal(0, new HashingEncoder(1, maskValue: "x").Bin("x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashingEncoder(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashingEncoder(3, outputMode: OutputMode.TfIdf));
    }
}
