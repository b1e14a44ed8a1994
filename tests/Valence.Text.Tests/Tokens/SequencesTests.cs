namespace Valence.Text.Tests;

public sealed class SequencesTests
{
    [Fact]
    public void Pad_fills_up_and_cuts_at_the_beginning_unless_told_otherwise() =>
        Assert.Equal([0, 1, 2, 4, 5, 6], Sequences.Pad([[1, 2], [3, 4, 5, 6]], 3).Ints.ToArray());

    [Fact]
    public void Pad_takes_the_longest_length_when_none_is_given() =>
        Assert.Equal([2, 3], Sequences.Pad(new[] { new List<int> { 1 }, new List<int> { 1, 2, 3 } }).Shape);

    [Fact]
    public void Pad_makes_an_empty_sequence_a_row_of_the_value() =>
        Assert.Equal([9, 9], Sequences.Pad(new[] { Array.Empty<int>() }, 2, value: 9).Ints.ToArray());

    [Fact]
    public void Pad_of_no_sequences_has_no_rows()
    {
        Assert.Equal([0, 5], Sequences.Pad(Array.Empty<int[]>(), 5).Shape);
        Assert.Throws<ArgumentException>(() => Sequences.Pad(Array.Empty<int[]>()));
    }

    [Fact]
    public void Pad_refuses_a_length_of_zero() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sequences.Pad(new[] { new[] { 1 } }, 0));
}
