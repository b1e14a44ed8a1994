using Valence.Initializers;
using Valence.Layers;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The numbers of Keras' own tests of cells, of which each adds the sum of its input and the sum of its state;
/// and those of lookups and dense layers.</summary>
public sealed class CellNumbersTests
{
    private static readonly Tensor Range = Tensor.From(Enumerable.Range(0, 24).Select(value => (float)value).ToArray(),
        [2, 3, 4]);
    private static readonly Tensor Ones = Tensor.From([1f, 1, 1, 1, 1, 1], [1, 2, 3]);

    public static TheoryData<string> Backends => LayerCalls.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_cell_adds_up_its_sequence(string backend)
    {
        Close([9, 9], Call(new Rnn(Cell(2)), backend, Ones)[0], 0);
        Close([3, 3, 9, 9], Call(new Rnn(Cell(2), returnSequences: true), backend, Ones)[0], 0);
        Close([9, 9], Call(new Rnn(Cell(2), returnSequences: true, returnState: true), backend, Ones)[1], 0);
        var ones = Tensor.From(Enumerable.Repeat(1f, 12).ToArray(), [2, 3, 2]);
        Close([22, 22, 22, 22], Call(new Rnn(Cell(2)), backend, ones, Numbers([2, 2], 1, 1, 1, 1))[0], 0);
        Close([202, 202, 538, 538], Call(new Rnn(Cell(2)) { GoBackwards = true }, backend, Range)[0], 0);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Stacked_cells_add_up_what_the_cell_below_gives(string backend)
    {
        Close([786, 786, 4386, 4386], Call(new Rnn(new StackedRnnCells(Cell(3), Cell(2))), backend, Range)[0], 0);
        Close([18, 18, 156, 156, 786, 786, 162, 162, 1020, 1020, 4386, 4386],
            Call(new Rnn(new StackedRnnCells(Cell(3), Cell(2)), returnSequences: true), backend, Range)[0], 0);
        var states = Call(new Rnn(new StackedRnnCells(Cell(3), Cell(2)), returnState: true), backend, Range);
        Close([158, 158, 158, 782, 782, 782], states[1], 0);
        Close([786, 786, 4386, 4386], states[2], 0);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Embedding_looks_up_rows(string backend)
    {
        var layer = new Embedding(3, 2);
        layer.EnsureBuilt([[3]]);
        layer.SetWeights([Numbers([3, 2], 0, 0, 2, 2, 3, 3)]);
        Close([3, 3, 2, 2, 0, 0], Call(layer, backend, Tensor.From([2, 1, 0]))[0], 0);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Dense_multiplies_adds_and_activates(string backend)
    {
        var layer = new Dense(2, Activations.Relu);
        layer.EnsureBuilt([[1, 2]]);
        layer.SetWeights([Numbers([2, 2], 1, -2, 3, -4), Numbers([2], 5, -6)]);
        Close([10, 0], Call(layer, backend, Numbers([1, 2], -1, 2))[0], 0);
    }

    private static SimpleRnnCell Cell(int units) => new(units)
    {
        Activation = Activations.Linear,
        UseBias = false,
        KernelInitializer = Initializer.Ones,
        RecurrentInitializer = Initializer.Ones
    };
}
