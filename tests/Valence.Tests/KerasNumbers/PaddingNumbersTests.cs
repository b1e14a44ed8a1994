using Valence.Text;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' sequence_utils_test: rows of one, two and three elements, filled up and cut at either end.</summary>
public sealed class PaddingNumbersTests
{
    [Theory]
    [InlineData(SequenceEnd.Pre, 0, new[] { 0, 0, 1, 0, 1, 2, 1, 2, 3 })]
    [InlineData(SequenceEnd.Post, 0, new[] { 1, 0, 0, 1, 2, 0, 1, 2, 3 })]
    [InlineData(SequenceEnd.Pre, 1, new[] { 1, 1, 1, 1, 1, 2, 1, 2, 3 })]
    public void Short_sequences_are_filled_up(SequenceEnd padding, int value, int[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1], [1, 2], [1, 2, 3]], 3, padding, value: value).Ints);

    [Theory]
    [InlineData(SequenceEnd.Pre, new[] { 0, 1, 1, 2, 2, 3 })]
    [InlineData(SequenceEnd.Post, new[] { 0, 1, 1, 2, 1, 2 })]
    public void Long_sequences_are_cut(SequenceEnd truncating, int[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1], [1, 2], [1, 2, 3]], 2, truncating: truncating).Ints);

    [Theory]
    [InlineData(SequenceEnd.Pre, 0f, new[] { 0, 0, 1.2f, 0, 1.2f, 2.3f, 1.2f, 2.3f, 3.4f })]
    [InlineData(SequenceEnd.Post, 0f, new[] { 1.2f, 0, 0, 1.2f, 2.3f, 0, 1.2f, 2.3f, 3.4f })]
    [InlineData(SequenceEnd.Pre, 1f, new[] { 1, 1, 1.2f, 1, 1.2f, 2.3f, 1.2f, 2.3f, 3.4f })]
    public void Short_sequences_of_numbers_are_filled_up(SequenceEnd padding, float value, float[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1.2f], [1.2f, 2.3f], [1.2f, 2.3f, 3.4f]], 3, padding, value: value).Floats);

    [Theory]
    [InlineData(SequenceEnd.Pre, new[] { 0, 1.2f, 1.2f, 2.3f, 2.3f, 3.4f })]
    [InlineData(SequenceEnd.Post, new[] { 0, 1.2f, 1.2f, 2.3f, 1.2f, 2.3f })]
    public void Long_sequences_of_numbers_are_cut(SequenceEnd truncating, float[] expected) =>
        Assert.Equal(expected, Sequences.Pad([[1.2f], [1.2f, 2.3f], [1.2f, 2.3f, 3.4f]], 2, truncating: truncating).Floats);
}
