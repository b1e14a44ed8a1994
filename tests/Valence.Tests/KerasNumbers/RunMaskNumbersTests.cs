using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Tests.Layers;

namespace Valence.Tests.KerasNumbers;

/// <summary>What attention of several heads, which takes the masks of its inputs away, leaves to layers after it: the
/// numbers that Keras 3.15.1 answers on NumPy and on PyTorch.</summary>
public sealed class RunMaskNumbersTests
{
    [Fact]
    public void A_product_with_what_was_attended_to_has_no_mask_of_it() =>
        Assert.Equal([14, 22, 5, 5], Answers((_, x) => new Multiply().Call(x, Attended(x))));

    [Fact]
    public void What_changes_nothing_shares_the_loss() =>
        Assert.Equal([14, 22, 5, 5], Answers((_, x) =>
            new Multiply().Call(new ActivityRegularization().Call(x), Attended(x)), training: true));

    [Theory]
    [InlineData(false, new float[] { 14, 22, 5, 5 })]
    [InlineData(true, new float[] { 14, 22, 0, 0 })]
    public void Dropout_shares_the_loss_where_it_drops_nothing(bool training, float[] expected) =>
        Assert.Equal(expected, Answers((_, x) =>
            new Multiply().Call(x, Attended(new Dropout(0.5).Call(x))), training));

    [Fact]
    public void Beside_a_lost_mask_all_steps_of_a_concatenation_count() =>
        Assert.Equal([49, 4, 121, 4, 25, 4, 25, 4], Answers((_, x) =>
        {
            var joined = new Concatenate().Call(x, Attended(x));
            return new Multiply().Call(joined, joined);
        }));

    [Fact]
    public void A_layer_of_one_input_keeps_the_mask_of_the_graph() =>
        Assert.Equal([11], Answers((_, x) =>
            new GlobalAveragePooling1D().Call(new Add().Call(x, Attended(x)))));

    [Theory]
    [InlineData(false, 18)]
    [InlineData(true, 16)]
    public void A_mask_that_a_model_makes_is_known_to_runs_alone(bool attends, float expected) =>
        Assert.Equal([expected], Answers((ids, x) =>
        {
            var own = Models.Keras.Input([4], type: ElementType.Int32);
            var y = new Functional(own, Words(own)).Call(ids);
            var sum = attends ? new Add().Call(y, x, Attended(x)) : new Add().Call(y, x);
            return new GlobalAveragePooling1D().Call(sum);
        }));

    [Fact]
    public void Nothing_among_masks_is_no_mask_for_attention_and_leaves_that_of_a_models_input()
    {
        var (a, b) = (Models.Keras.Input([4, 2]), Models.Keras.Input([4, 2]));
        var mask = Models.Keras.Input([4]);
        var arguments = new UseArguments([new Argument.List([a, b])], new Dictionary<string, Argument>
        {
            [UseArguments.Mask] = new Argument.List([Argument.Nothing.Instance, mask]),
        });
        Assert.Equal(UseInput.None, arguments.Bind(new Attention()).Masks[0]);
        Assert.Null(arguments.Bind(new Functional([a, b], new Add().Call(a, b))).Masks[0]);
    }

    [Fact]
    public void A_mask_of_other_steps_is_refused_step_by_step_too()
    {
        var error = Assert.Throws<ShapeException>(() => new Rnn(new GruCell(2)) { Name = "rnn" }
            .Run(false, new Value(Calls.Normal([1, 3, 2]), Calls.Normal([1, 5]))));
        Assert.Contains("expected a mask [1, 3], received [1, 5]", error.Message, StringComparison.Ordinal);
    }

    private static SymbolicTensor Words(SymbolicTensor ids) => new Embedding(3, 1, maskZero: true)
    {
        EmbeddingsInitializer = new Constant(new float[,] { { 5 }, { 7 }, { 11 } }),
    }.Call(ids);

    // 2 everywhere.
    private static SymbolicTensor Attended(SymbolicTensor x) => new MultiHeadAttention(1, 1)
    {
        KernelInitializer = Initializer.Zeros,
        BiasInitializer = new Constant(2),
    }.Call(x, x);

    private static float[] Answers(Func<SymbolicTensor, SymbolicTensor, SymbolicTensor> graph, bool training = false)
    {
        var ids = Models.Keras.Input([4], type: ElementType.Int32);
        var model = new Functional(ids, graph(ids, Words(ids)));
        return model.Run(training, Tensor.From([1, 2, 0, 0], [1, 4])).Tensor.Elements();
    }
}
