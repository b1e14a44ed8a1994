using Valence.Backends;
using Valence.Inference;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Text;

namespace Valence.Tests.Sessions;

/// <summary>Which models answer a large batch in parts, how large parts are, and that the answers stay the
/// same.</summary>
public sealed class RowPartsTests
{
    internal const int Steps = 4096;
    private const int Width = 64;

    private static readonly Contracts.Operand Numbers = new(31);

    private static readonly Dictionary<string, Func<Model>> Apart = new()
    {
        ["a chain of dense layers"] = () => Chain([5], new Dense(4, "gelu"), new Dropout(0.5), new Dense(3, "softmax")),
        ["an encoder"] = () => Graph([6, 8], x => Encoder(x)),
        ["an encoder with an attention mask of its own"] = () => Graph([6, 8], x =>
            new MultiHeadAttention(2, 4).Call(x, x, x, x.MatMul(x.Transpose([0, 2, 1])) > 0f)),
        ["attention with returned scores"] = () => Graph([6, 8], x =>
            new Attention { ReturnAttentionScores = true }.CallAll(x, x)[1]),
        ["masked words"] = () => Words(new Embedding(9, 4, maskZero: true), new Lstm(3, returnSequences: true),
            new Bidirectional(new Gru(3)), new Dense(2)),
        ["masked attention"] = () =>
        {
            var ids = Keras.Input([6], ElementType.Int32);
            var x = new Embedding(9, 4, maskZero: true).Call(ids);
            return new Functional(ids, new GlobalAveragePooling1D().Call(new MultiHeadAttention(2, 3).Call(x, x)));
        },
        ["first states"] = () => Graph([6, 8], x => new Gru(8).Call(x, x.Mean(1))),
        ["stacked cells"] = () => Chain([6, 4], new Rnn(new StackedRnnCells(new LstmCell(3), new SimpleRnnCell(2)))),
        ["convolutions"] = () => Chain([12, 4], new Conv1D(6, 3, activation: "relu"), new MaxPooling1D(2),
            new SeparableConv1D(5, 2), new BatchNormalization(), new GlobalMaxPooling1D()),
        ["steps each by itself"] = () => Chain([6, 5, 4], new TimeDistributed(new Conv1D(3, 2)),
            new TimeDistributed(new GlobalMaxPooling1D()), new LayerNormalization { Axis = [1, 2] }),
        ["a model in a model"] = () => Graph([6, 8], x =>
            new Sequential(new Dense(8, "tanh"), new UnitNormalization()).Call(x) + x),
        ["one layer twice"] = () =>
        {
            var dense = new Dense(8, "tanh");
            return Graph([6, 8], x => dense.Call(dense.Call(x)));
        },
        ["a chain built for a fixed batch"] = () => new Sequential(new InputLayer([7, 5]), new Dense(2)),
        ["another rank of the same layers"] = () => Chain([6, 8], new Dense(4), new Flatten(), new Dense(2)),
        ["sums over other axes"] = () => Graph([6, 8], x => (x.Sum([1]) - x.Max(-2)).Softmax()),
        ["the first step"] = () => Graph([6, 8], x => x[AxisKey.All, 0]),
        ["rows under another shape"] = () => Graph([6, 8], x => x.Reshape([-1, 4, 12])),
        ["other axes in another order"] = () => Graph([6, 8], x =>
            x.Transpose([0, 2, 1]).SwapAxes(1, -1).MoveAxis(2, 1).ExpandDims(2).Squeeze(2)),
        ["powers of two"] = () => Graph([6], x => x.Ldexp(x.Cast("int32"))),
        ["numbers and arrays of no row"] = () => Graph([2, 3], x => (x * 2f + Constant(3)).Maximum(0.1f)),
        ["an einsum of rows"] = () => Graph([6, 8], x => Ops.Einsum("bij,bkj->bik", x, x)),
        ["a sum over named axes"] = () => Chain([6, 8], new EinsumDense("abc,cd->abd", [-1, 5], biasAxes: "d")),
        ["texts of a length"] = () => Texts(new TextVectorization(outputSequenceLength: 4, vocabulary: ["a", "b"])),
        ["counts of words"] = () =>
            Texts(new TextVectorization(outputMode: OutputMode.Count, vocabulary: ["a", "b"])),
        ["what says so itself"] = () => Chain([5], new Own { Says = true }, new Dense(2)),
        ["an activation that is a layer"] = () => Chain([5], new Dense(4, new LeakyRelu(0.1)), new Dense(2)),
    };

    private static readonly Dictionary<string, Func<Model>> Together = new()
    {
        ["code of one's own"] = () => Chain([5], new Lambda((x, call) => x), new Dense(2)),
        ["a layer that says nothing"] = () => Chain([5], new Own(), new Dense(2)),
        ["a layer that says nothing inside another"] = () => Chain([6, 5], new TimeDistributed(new Own())),
        ["a function of one's own"] = () =>
            Chain([5], new Dense(4, new ActivationFunction("mine", (call, x) => x))),
        ["a function of one's own by a known name"] = () =>
            Chain([5], new Dense(4, new ActivationFunction("relu", (call, x) => x))),
        ["a penalty on what passes"] = () => Chain([5], new ActivityRegularization(0.1), new Dense(2)),
        ["a penalty on outputs"] = () => Chain([5], new Dense(2) { ActivityRegularizer = "l2" }),
        ["a penalty inside another layer"] = () =>
            Chain([6, 5], new TimeDistributed(new Dense(2) { ActivityRegularizer = "l2" })),
        ["a use as in training"] = () => Graph([5], x => new Dropout(0.5).Call(x, training: true)),
        ["statistics of the batch"] = () => Graph([5], x => new BatchNormalization().Call(x, training: true)),
        ["states that go on"] = () => new Sequential(new InputLayer([7, 6, 5]), new Lstm(3) { Stateful = true }),
        ["a fixed batch of a graph"] = () =>
        {
            var x = LayerNode.CreateInput(new InputLayer([7, 5])).Outputs[0];
            return new Functional(x, new Dense(2).Call(x));
        },
        ["softmax over the batch"] = () => Chain([5], new Softmax { Axis = [0] }),
        ["softmax over the batch, from the end"] = () => Chain([5], new Softmax { Axis = [-2] }),
        ["a function of the last axis of the batch alone"] = () => Chain([], new Activation("softmax")),
        ["vectors over the batch"] = () => Chain([5], new UnitNormalization { Axis = [0, 1] }),
        ["batches one after another"] = () => Graph([5], x => new Concatenate(0).Call(x, x)),
        ["an array for an attention mask"] = () => Graph([6, 8], x =>
            LayerNode.Create(new MultiHeadAttention(2, 4), new([x, x], new Dictionary<string, Argument>
            {
                ["attention_mask"] = new Argument.Array(new([6, 6]), KerasType.Float32, false),
            })).Outputs[0]),
        ["texts as long as the longest"] = () => Texts(new TextVectorization(vocabulary: ["a", "b"])),
        ["a model in a model"] = () => Graph([5], x => new Sequential(new Lambda((y, call) => y)).Call(x)),
        ["an array for an input"] = () => Graph([5], x =>
            LayerNode.Create(new Add(), new([new Argument.List(
                [x, new Argument.Array(new([1, 5]), KerasType.Float32, false)])],
                new Dictionary<string, Argument>())).Outputs[0]),
        ["a sum of everything"] = () => Graph([5], x => x - x.Sum()),
        ["a mean of the batch"] = () => Graph([5], x => x - x.Mean(0, keepDims: true)),
        ["a mean over all axes by name"] = () => Graph([5], x => x - x.Mean([-1, -2], keepDims: true)),
        ["operations' softmax over the batch"] = () => Graph([5], x => x.Softmax(axis: 0)),
        ["sorted rows"] = () => Graph([5], x => x.Sort(axis: 0)),
        ["sums of the rows before"] = () => Graph([5], x => x.CumSum(axis: 0)),
        ["rows in the opposite order"] = () => Graph([5], x => x.Flip(0)),
        ["rows that have moved"] = () => Graph([5], x => x.Roll(1, 0)),
        ["the first row"] = () => Graph([5], x => x - x[0]),
        ["rows of every second place"] = () => Graph([4], x => x.Reshape([-1, 2])),
        ["rows and columns exchanged"] = () => Graph([5], x => x.MatMul(x.Transpose())),
        ["an einsum of all pairs"] = () => Graph([5], x => Ops.Einsum("bi,ci->bc", x, x)),
        ["the number of elements"] = () => Graph([5], x => x * x.Size().Cast("float32")),
        ["a new first axis"] = () => Graph([5], x => x.ExpandDims(0).Max(0)),
    };

    public static TheoryData<string> Cut => [.. Apart.Keys];

    public static TheoryData<string> Whole => [.. Together.Keys];

    [Theory]
    [MemberData(nameof(Cut))]
    public void Rows_that_stay_apart_are_answered_in_parts_with_the_same_bits(string kind)
    {
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(threads: 2)])
            using (backend)
            {
                var model = Apart[kind]();
                model.Backend = backend;
                Assert.True(InParts.Agree(model, Inputs(model)), $"'{kind}' is not cut.");
            }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void What_may_mix_rows_is_computed_whole(string kind)
    {
        var model = Together[kind]();
        var x = Inputs(model);
        Assert.False(new RowParts(model).MayCut(x.Tensors));
        Assert.Equal(1000, new RowParts(model).Of(x.Tensors, 1000));
    }

    [Fact]
    public void What_is_not_built_may_be_asked()
    {
        var chain = new Sequential(new Dense(2));
        Assert.False(chain.KeepsRowsApart([[-1, 3]]));
        Assert.False(new TimeDistributed(chain).KeepsRowsApart([[-1, 4, 3]]));
        Assert.False(Graph([6, 8], x => x + 1f).KeepsRowsApart([[-1, 6, 8], [-1, 6, 8]]));
        foreach (var row in Contracts.LayerContracts.All)
            row.Make().KeepsRowsApart([.. row.Inputs.Select(x => x.Shape)]);
    }

    [Fact]
    public void A_part_holds_what_keeps_its_widest_tensor_small_and_never_less_than_32_rows()
    {
        var wide = new RowParts(Wide(new GlobalAveragePooling1D()));
        Tensor[] x = [new([1, Steps], ElementType.Int32)];
        Assert.Equal(RowParts.WidestElements / RowParts.LeastRows, Steps * Width);
        Assert.Equal([1, 32, 63, 32, 34, 32, 33],
            new[] { 1, 32, 63, 64, 100, 128, 1000 }.Select(rows => wide.Of(x, rows)));
        Tensor[] shorter = [new([1, Steps / 4], ElementType.Int32)];
        Assert.Equal([255, 128], new[] { 255, 256 }.Select(rows => wide.Of(shorter, rows)));
    }

    [Fact]
    public void Small_rows_are_computed_whole()
    {
        var small = Words(new Embedding(9, 4), new GlobalAveragePooling1D(), new Dense(2));
        Assert.Equal(2560, new RowParts(small).Of(Inputs(small).Tensors, 2560));
    }

    [Fact]
    public void Figures_of_a_batch_in_parts_are_those_of_the_whole_batch()
    {
        var x = Ids(70);
        var y = Tensor.From([.. Enumerable.Range(0, 70 * Steps).Select(i => i % 3 == 0 ? 1f : 0)], [70, Steps, 1]);
        // The same model with a layer that says nothing is not cut.
        var figures = new Layer?[] { null, new Lambda((value, call) => value) }.Select(last =>
        {
            var model = Wide(new Dense(1, "sigmoid"), last);
            model.Compile(new Sgd(0.1), new BinaryCrossentropy(), ["accuracy"], ["mse"]);
            return model.Evaluate(x, y, batchSize: 70);
        }).ToArray();
        Assert.Equal(figures[1], figures[0]);
    }

    [Fact]
    public void An_id_out_of_range_is_told_of_its_row_of_the_data()
    {
        var model = Wide(new GlobalAveragePooling1D());
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        var x = Ids(128);
        x.Change<int>()[100 * Steps + 3] = 11;
        foreach (var ask in (Action[])[() => model.Predict(x, batchSize: 128),
            () => model.Evaluate(x, new Tensor([128, Width]), batchSize: 128)])
        {
            var error = Assert.Throws<IdOutOfRangeException>(ask);
            Assert.Equal((11, 100, 3), (error.Id, error.Row, error.Position));
            Assert.Contains("of the data", error.Message);
        }
    }

    internal static Sequential Wide(params Layer?[] layers)
    {
        var model = new Sequential([new InputLayer([-1, -1], ElementType.Int32),
            new Embedding(9, Width, maskZero: true), .. layers.OfType<Layer>()]);
        model.BuildFor([-1, -1]);
        return model;
    }

    internal static Tensor Ids(int rows) =>
        Tensor.From([.. Enumerable.Range(0, rows * Steps).Select(i => i % 9)], [rows, Steps]);

    private static Sequential Chain(Shape row, params Layer[] layers) =>
        new([new InputLayer(row.Insert(0, -1)), .. layers]);

    private static Sequential Words(params Layer[] layers) =>
        new([new InputLayer([-1, 6], ElementType.Int32), .. layers]);

    private static Sequential Texts(Layer layer) =>
        new(new InputLayer([-1, 1], ElementType.String), layer);

    private static Functional Graph(Shape row, Func<SymbolicTensor, SymbolicTensor> build)
    {
        var x = Keras.Input(row);
        return new(x, build(x));
    }

    private static SymbolicTensor Encoder(SymbolicTensor x)
    {
        x = new LayerNormalization().Call(new Add().Call(x, new MultiHeadAttention(2, 4).Call(x, x)));
        return x + new Dense(8).Call(new Dense(16, "gelu").Call(x));
    }

    private static Tensor Constant(int length) => Tensor.From([.. Enumerable.Range(0, length).Select(i => (float)i)]);

    // Seven rows.
    private static Data Inputs(Model model)
    {
        model.BuildIfPossible();
        return new([.. model.Inputs.Select(input => input.Type switch
        {
            ElementType.Float32 => Numbers.Normal([7, .. input.Shape[1..]]),
            ElementType.Int32 => Numbers.Ids(9, [7, .. input.Shape[1..]]),
            _ => Tensor.From(["a b", "", "b", "c a a", "b b b b b", "a", "x y"], [7, 1]),
        })]);
    }

    private sealed class Own : Layer
    {
        public bool Says { get; init; }

        public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => Says;

        public override Forward Build(Shape input, WeightFactory weights) => (x, call) => x;
    }
}
