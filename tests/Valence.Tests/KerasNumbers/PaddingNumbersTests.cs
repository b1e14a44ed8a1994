using Valence.Text;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' sequence_utils_test: rows of one, two and three elements, filled up and cut at either end.</summary>
public sealed class PaddingNumbersTests
{
    [Theory]
    [InlineData("pre", 0, new[] { 0, 0, 1, 0, 1, 2, 1, 2, 3 })]
    [InlineData("post", 0, new[] { 1, 0, 0, 1, 2, 0, 1, 2, 3 })]
    [InlineData("pre", 1, new[] { 1, 1, 1, 1, 1, 2, 1, 2, 3 })]
    public void Short_sequences_are_filled_up(string padding, int value, int[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1], [1, 2], [1, 2, 3]], 3, padding, value: value).Ints);

    [Theory]
    [InlineData("pre", new[] { 0, 1, 1, 2, 2, 3 })]
    [InlineData("post", new[] { 0, 1, 1, 2, 1, 2 })]
    public void Long_sequences_are_cut(string truncating, int[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1], [1, 2], [1, 2, 3]], 2, truncating: truncating).Ints);

    [Theory]
    [InlineData("pre", 0f, new[] { 0, 0, 1.2f, 0, 1.2f, 2.3f, 1.2f, 2.3f, 3.4f })]
    [InlineData("post", 0f, new[] { 1.2f, 0, 0, 1.2f, 2.3f, 0, 1.2f, 2.3f, 3.4f })]
    [InlineData("pre", 1f, new[] { 1, 1, 1.2f, 1, 1.2f, 2.3f, 1.2f, 2.3f, 3.4f })]
    public void Short_sequences_of_numbers_are_filled_up(string padding, float value, float[] expected) =>
        Assert.Equal(expected,
            Sequences.Pad([[1.2f], [1.2f, 2.3f], [1.2f, 2.3f, 3.4f]], 3, padding, value: value).Floats);

    [Theory]
    [InlineData("pre", new[] { 0, 1.2f, 1.2f, 2.3f, 2.3f, 3.4f })]
    [InlineData("post", new[] { 0, 1.2f, 1.2f, 2.3f, 1.2f, 2.3f })]
    public void Long_sequences_of_numbers_are_cut(string truncating, float[] expected) =>
        Assert.Equal(expected,
            Sequences.Pad([[1.2f], [1.2f, 2.3f], [1.2f, 2.3f, 3.4f]], 2, truncating: truncating).Floats);

    [Theory]
    [InlineData(3, "pre", "pre", "pad pad 1 pad 1 2 1 2 3")]
    [InlineData(3, "post", "pre", "1 pad pad 1 2 pad 1 2 3")]
    [InlineData(2, "pre", "pre", "pad 1 1 2 2 3")]
    [InlineData(2, "pre", "post", "pad 1 1 2 1 2")]
    public void Sequences_of_texts_are_filled_up_and_cut(
        int length, string padding, string truncating, string expected) =>
        Assert.Equal(expected.Split(' '),
            Sequences.Pad([["1"], ["1", "2"], ["1", "2", "3"]], length, padding, truncating, "pad").Strings.ToArray());

    [Theory]
    [InlineData(3, "pre", "pre", 0f,
        new[] { 0f, 0, 0, 0, 1, 1, 0, 0, 2, 1, 2, 2, 3, 1, 3, 2, 3, 3 })]
    [InlineData(3, "post", "pre", 1f,
        new[] { 1f, 1, 1, 1, 1, 1, 2, 1, 2, 2, 1, 1, 3, 1, 3, 2, 3, 3 })]
    [InlineData(2, "pre", "pre", 0f, new[] { 0f, 0, 1, 1, 2, 1, 2, 2, 3, 2, 3, 3 })]
    [InlineData(2, "pre", "post", 0f, new[] { 0f, 0, 1, 1, 2, 1, 2, 2, 3, 1, 3, 2 })]
    public void Sequences_of_vectors_are_filled_up_and_cut(
        int length, string padding, string truncating, float value, float[] expected)
    {
        var padded = Sequences.Pad([[[1f, 1]], [[2f, 1], [2f, 2]], [[3f, 1], [3f, 2], [3f, 3]]], length, padding,
            truncating, value);
        Assert.Equal([3, length, 2], padded.Shape);
        Assert.Equal(expected, padded.Floats);
    }

    [Fact]
    public void Vectors_of_different_widths_are_refused() =>
        Assert.Contains("sequence 1",
            Assert.Throws<ArgumentException>(() => Sequences.Pad([[[1f, 1]], [[2f]]])).Message,
            StringComparison.Ordinal);
}
