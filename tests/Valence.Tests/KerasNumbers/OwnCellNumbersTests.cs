using Valence.Layers;
using Valence.Tests.Layers.Recurrent;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' rnn_test and stacked_rnn_cells_test: cells of a user's own with one and two states, all weights
/// ones.</summary>
public sealed class OwnCellNumbersTests
{
    [Theory]
    [InlineData(1, false, 3f, 9f)]
    [InlineData(1, true, 5f, 13f)]
    [InlineData(2, false, 6f, 18f)]
    [InlineData(2, true, 10f, 26f)]
    public void Steps_add_up_from_zeros_and_from_given_states(int states, bool given, float first, float second)
    {
        Expect([second, second], new Rnn(new AddingCell(2, states)), given);
        Expect([first, first, second, second], new Rnn(new AddingCell(2, states), returnSequences: true), given);
        // Backwards, the last step comes first, in the computation and in what is returned.
        Expect([first, first, second, second],
            new Rnn(new AddingCell(2, states), returnSequences: true) { GoBackwards = true }, given);
    }

    [Fact]
    public void States_come_after_the_output_in_the_cells_order()
    {
        var y = new LayerRun(new Rnn(new AddingCell(2, 2), returnState: true), false, Ones(1, 2, 3)).Forward();
        Assert.Equal(3, y.Count);
        Assert.Equal([18f, 18], y[0].Tensor.Floats);
        Assert.Equal([9f, 9], y[1].Tensor.Floats);
        Assert.Equal([9f, 9], y[2].Tensor.Floats);
    }

    [Fact]
    public void A_masked_step_changes_no_state_and_repeats_the_output()
    {
        var mask = Tensor.From([1, 0, 1f], [1, 3]);
        var sequence = new Value(Ones(1, 3, 3), mask);
        Assert.Equal([3f, 3, 3, 3, 9, 9],
            new LayerRun(new Rnn(new AddingCell(2, 1), returnSequences: true), false, sequence)
                .Forward().Tensor.Floats);
        Assert.Equal([3f, 3, 0, 0, 9, 9],
            new LayerRun(new Rnn(new AddingCell(2, 1), returnSequences: true) { ZeroOutputForMask = true }, false,
                sequence).Forward().Tensor.Floats);
    }

    [Fact]
    public void Stacked_cells_feed_each_other_within_a_step()
    {
        // 3 → 6 → 12 in the first step; in the second 3 + 3·2 = 9, then 2·9 + 2·6 = 30, then 2·30 + 2·12 = 84.
        var layer = new Rnn(new StackedRnnCells(new AddingCell(2, 1), new AddingCell(2, 1), new AddingCell(2, 1)),
            returnSequences: true, returnState: true);
        var y = new LayerRun(layer, false, Ones(1, 2, 3)).Forward();
        Assert.Equal([12f, 12, 84, 84], y[0].Tensor.Floats);
        Assert.Equal([9f, 9], y[1].Tensor.Floats);
        Assert.Equal([30f, 30], y[2].Tensor.Floats);
        Assert.Equal([84f, 84], y[3].Tensor.Floats);
    }

    private static void Expect(float[] expected, Rnn layer, bool given)
    {
        Value[] inputs = [Ones(1, 2, 3), .. given ? layer.Cell.StateSize.Select(size => (Value)Ones(1, size)) : []];
        Assert.Equal(expected, new LayerRun(layer, false, inputs).Forward().Tensor.Floats);
    }

    private static Tensor Ones(params int[] sizes)
    {
        var tensor = new Tensor([.. sizes]);
        tensor.Change<float>().Fill(1);
        return tensor;
    }
}
