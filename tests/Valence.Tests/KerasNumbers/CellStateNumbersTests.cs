using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Tests.Layers.Recurrent;

namespace Valence.Tests.KerasNumbers;

/// <summary>The rest of Keras' rnn_test and stacked_rnn_cells_test: shapes, kept states and stacks, of cells with one
/// and two states, all weights ones.</summary>
public sealed class CellStateNumbersTests
{
    private static readonly Tensor Range = Tensor.From(Enumerable.Range(0, 24).Select(value => (float)value).ToArray(),
        [2, 3, 4]);

    [Theory]
    [InlineData(1, 3, 4)]
    [InlineData(2, 3, 4)]
    [InlineData(1, Shape.Unknown, Shape.Unknown)]
    [InlineData(2, Shape.Unknown, Shape.Unknown)]
    public void Shapes_are_known_before_data(int states, int batch, int time)
    {
        Shape last = [batch, 8], all = [batch, time, 8];
        Expect([last], sequences: false, state: false);
        Expect([all], sequences: true, state: false);
        Expect([last, .. Enumerable.Repeat(last, states)], sequences: false, state: true);
        Expect([all, .. Enumerable.Repeat(last, states)], sequences: true, state: true);

        void Expect(Shape[] shapes, bool sequences, bool state)
        {
            var input = new InputLayer([batch, time, 5]);
            var outputs = new Rnn(new AddingCell(8, states), returnSequences: sequences, returnState: state)
                .CallAll(LayerNode.CreateInput(input).Outputs[0]);
            Assert.Equal(shapes, outputs.Select(output => output.Shape));
        }
    }

    [Theory]
    [InlineData(1, 22f)]
    [InlineData(2, 44f)]
    public void Given_states_go_before_the_first_step(int states, float expected)
    {
        Value[] inputs = [Ones(2, 3, 2), .. Enumerable.Repeat((Value)Ones(2, 2), states)];
        var y = new LayerRun(new Rnn(new AddingCell(2, states), returnState: true), false, inputs).Forward();
        Assert.All(y[0].Tensor.Floats.ToArray(), value => Assert.Equal(expected, value));
        for (var state = 1; state <= states; state++)
            Assert.All(y[state].Tensor.Floats.ToArray(), value => Assert.Equal(22, value));
    }

    [Theory]
    [InlineData(1, 45f)]
    [InlineData(2, 90f)]
    public void A_stateful_layer_goes_on_with_the_next_call(int states, float expected)
    {
        var run = new LayerRun(new Rnn(new AddingCell(2, states), returnState: true) { Stateful = true }, false,
            Ones(1, 2, 3));
        run.Forward();
        var y = run.Forward();
        Assert.Equal([expected, expected], y[0].Tensor.Floats);
        for (var state = 1; state <= states; state++) Assert.Equal([45f, 45], y[state].Tensor.Floats);
    }

    [Fact]
    public void A_stateful_layer_refuses_another_batch()
    {
        var input = new InputLayer([4, 5, 3]);
        var x = LayerNode.CreateInput(input).Outputs[0];
        var model = new Functional(x, new Rnn(new AddingCell(2, 2)) { Stateful = true }.Call(x));
        Assert.Equal([4, 2], model.Predict(Ones(4, 5, 3), batchSize: 4).Shape);
        Assert.Throws<ShapeException>(() => model.Predict(Ones(3, 5, 3), batchSize: 3));
    }

    [Fact]
    public void Backwards_and_kept_states_together_and_apart()
    {
        Assert.Equal([202f, 202, 538, 538],
            new LayerRun(new Rnn(new AddingCell(2, 1)) { GoBackwards = true }, false, Range).Forward().Tensor.Floats);
        var run = new LayerRun(new Rnn(new AddingCell(2, 1), returnState: true) { Stateful = true }, false, Range);
        run.Forward();
        var y = run.Forward();
        Assert.Equal([954f, 954, 3978, 3978], y[0].Tensor.Floats);
        Assert.Equal([954f, 954, 3978, 3978], y[1].Tensor.Floats);
    }

    [Fact]
    public void Stacked_cells_of_two_states_give_each_its_states_in_turn()
    {
        var y = new LayerRun(new Rnn(Stack(2), returnSequences: true, returnState: true), false, Range).Forward();
        Assert.Equal([72f, 72, 624, 624, 3144, 3144, 648, 648, 4080, 4080, 17544, 17544], y[0].Tensor.Floats);
        Assert.Equal(5, y.Count);
        foreach (var state in (int[])[1, 2]) Assert.Equal([158f, 158, 158, 782, 782, 782], y[state].Tensor.Floats);
        foreach (var state in (int[])[3, 4]) Assert.Equal([1572f, 1572, 8772, 8772], y[state].Tensor.Floats);
        Assert.Equal([3144f, 3144, 17544, 17544], new LayerRun(new Rnn(Stack(2)), false, Range)
            .Forward().Tensor.Floats);
    }

    [Theory]
    [InlineData(1, 34092f, 173196f)]
    [InlineData(2, 136368f, 692784f)]
    public void Stacked_cells_keep_their_states(int states, float first, float second)
    {
        var run = new LayerRun(new Rnn(Stack(states)) { Stateful = true }, false, Range);
        run.Forward();
        Assert.Equal([first, first, second, second], run.Forward().Tensor.Floats);
    }

    [Theory]
    [InlineData("SimpleRNN")]
    [InlineData("GRU")]
    [InlineData("LSTM")]
    public void Stacks_of_Keras_cells_have_nine_weights_and_all_their_states(string kind)
    {
        RecurrentCell Cell(int units) => kind switch
        {
            "SimpleRNN" => new SimpleRnnCell(units) { Dropout = 0.1f, RecurrentDropout = 0.1f },
            "GRU" => new GruCell(units) { Dropout = 0.1f, RecurrentDropout = 0.1f },
            _ => new LstmCell(units) { Dropout = 0.1f, RecurrentDropout = 0.1f },
        };
        var layer = new Rnn(new StackedRnnCells(Cell(3), Cell(4), Cell(5)), returnSequences: true, returnState: true);
        var y = new LayerRun(layer, training: true, Range).Forward();
        Assert.Equal(9, layer.Weights.Count);
        Shape[] states = [[2, 3], [2, 4], [2, 5]];
        Assert.Equal([[2, 3, 5], .. kind == "LSTM" ? states.SelectMany(shape => (Shape[])[shape, shape]) : states],
            y.ToArray().Select(value => value.Tensor.Shape));
    }

    private static StackedRnnCells Stack(int states) => new(new AddingCell(3, states), new AddingCell(2, states));

    private static Tensor Ones(params int[] sizes)
    {
        var tensor = new Tensor([.. sizes]);
        tensor.Change<float>().Fill(1);
        return tensor;
    }
}
