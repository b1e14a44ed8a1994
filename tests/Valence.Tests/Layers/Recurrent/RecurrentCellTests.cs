using Valence.Initializers;
using Valence.Layers;
using Valence.Operations;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>Cells by themselves, and a cell of one's own.</summary>
public sealed class RecurrentCellTests
{
    [Fact]
    public void A_cell_of_the_user_runs_in_Rnn_and_in_both_directions()
    {
        var run = new LayerRun(new Rnn(new RunningSum(), returnSequences: true, returnState: true), training: false,
            Tensor.From([1, 2, 3f], [1, 3, 1]));
        var y = run.Forward();
        Assert.Equal([1, 3, 6], y[0].Tensor.Floats);
        Assert.Equal([6], y[1].Tensor.Floats);
        Assert.Equal([6, 6],
            new LayerRun(new Bidirectional(new Rnn(new RunningSum())), training: false,
                Tensor.From([1, 2, 3f], [1, 3, 1])).Forward().Tensor.Floats);
    }

    [Fact]
    public void A_cell_is_a_layer_of_one_step()
    {
        var cell = new LstmCell(2)
        {
            KernelInitializer = new Constant(0.1f),
            RecurrentInitializer = new Constant(0.2f)
        };
        var layer = new Lstm(2) { KernelInitializer = new Constant(0.1f), RecurrentInitializer = new Constant(0.2f) };
        var (x, h, c) = (Normal([3, 4], 1), Normal([3, 2], 2), Normal([3, 2], 3));
        var one = new LayerRun(cell, training: false, x, h, c).Forward();
        Assert.Equal(3, one.Count);
        Close(new LayerRun(layer, training: false, Tensor.From(x.Floats, [3, 1, 4]), h, c).Forward().Tensor.Floats,
            one[0].Tensor.Floats);
    }

    private sealed class RunningSum : RecurrentCell
    {
        public override IReadOnlyList<int> StateSize => [1];

        protected override BuiltCell BuildCell(Shape input, WeightFactory weights) => new Addition();

        private sealed class Addition : BuiltCell
        {
            public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
            {
                var sum = call.Add(x, states[0].Tensor);
                return [sum, sum];
            }
        }
    }
}
