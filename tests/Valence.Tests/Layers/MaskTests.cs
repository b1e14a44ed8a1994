using Valence.Layers;

namespace Valence.Tests.Layers;

/// <summary>What layers do with masks, and which of them pass one on.</summary>
public sealed class MaskTests
{
    private static readonly Tensor First = Tensor.From([1f, 1, 0, 0], [1, 4]);
    private static readonly Tensor Second = Tensor.From([1f, 0, 1, 0], [1, 4]);

    [Fact]
    public void The_mean_over_time_leaves_masked_steps_out()
    {
        var x = Tensor.From([1f, 3, 100, 1000], [1, 4, 1]);
        Assert.Equal(2, new GlobalAveragePooling1D().Run(false, new Value(x, First)).Tensor.Floats[0]);
    }

    [Fact]
    public void The_mean_of_a_fully_masked_sequence_is_not_a_number() =>
        Assert.True(float.IsNaN(new GlobalAveragePooling1D()
            .Run(false, new Value(Calls.Normal([1, 4, 1]), new Tensor([1, 4]))).Tensor.Floats[0]));

    [Fact]
    public void The_largest_over_time_counts_masked_steps() =>
        Assert.Equal(1000, new GlobalMaxPooling1D()
            .Run(false, new Value(Tensor.From([1f, 3, 100, 1000], [1, 4, 1]), First)).Tensor.Floats[0]);

    [Theory]
    [InlineData(typeof(Add), new float[] { 1, 1, 1, 0 })]
    [InlineData(typeof(Average), new float[] { 1, 1, 1, 0 })]
    [InlineData(typeof(Multiply), new float[] { 1, 1, 1, 0 })]
    [InlineData(typeof(Maximum), new float[] { 1, 1, 1, 0 })]
    [InlineData(typeof(Concatenate), new float[] { 1, 1, 1, 0 })]
    public void A_merged_step_counts_if_it_counts_in_any_input(Type type, float[] expected)
    {
        var layer = (Layer)Activator.CreateInstance(type, type == typeof(Concatenate) ? [-1, null] : [null])!;
        Assert.Equal(expected,
            layer.Run(false, new Value(Calls.Normal([1, 4, 2]), First),
                new Value(Calls.Normal([1, 4, 2]), Second)).Mask!.Elements());
    }

    [Fact]
    public void Sums_have_a_mask_only_where_all_inputs_have_one() =>
        Assert.Null(new Add().Run(false, new Value(Calls.Normal([1, 4, 2]), First), Calls.Normal([1, 4, 2])).Mask);

    [Fact]
    public void Concatenation_along_time_joins_the_masks() =>
        Assert.Equal([1, 1, 0, 0, 1, 1, 1, 1], new Concatenate(1)
            .Run(false, new Value(Calls.Normal([1, 4, 2]), First), Calls.Normal([1, 4, 2])).Mask!.Elements());

    [Fact]
    public void A_product_takes_masked_steps_of_one_input_as_one_and_of_all_inputs_as_zero()
    {
        var x = Tensor.From([2f, 3, 5, 7], [1, 4, 1]);
        Assert.Equal([4, 3, 5, 0], new Multiply()
            .Run(false, new Value(x, First), new Value(x, Second)).Tensor.Elements());
    }

    [Fact]
    public void Attention_gives_masked_keys_no_weight()
    {
        var (query, value) = (Calls.Normal([1, 3, 4]), Calls.Normal([1, 4, 4], 8));
        var layer = new MultiHeadAttention(2, 4) { ReturnAttentionScores = true };
        var scores = layer.Run(false, query, new Value(value, Second))[1].Tensor.Elements();
        for (var row = 0; row < 6; row++)
        {
            Assert.Equal(0, scores[row * 4 + 1]);
            Assert.Equal(0, scores[row * 4 + 3]);
            Assert.Equal(1, scores[row * 4] + scores[row * 4 + 2], 1e-5f);
        }
    }

    [Fact]
    public void Causal_attention_of_the_first_step_sees_that_step_alone()
    {
        var x = Calls.Normal([1, 4, 3]);
        var layer = new MultiHeadAttention(1, 3) { UseCausalMask = true, ReturnAttentionScores = true };
        Assert.Equal([1, 0, 0, 0], layer.Run(false, x, x)[1].Tensor.Elements()[..4]);
    }

    [Fact]
    public void Attention_passes_the_mask_of_the_query_on()
    {
        Value query = new(Calls.Normal([1, 4, 4]), First);
        var value = Calls.Normal([1, 6, 4]);
        Assert.Same(First, new MultiHeadAttention(2, 2).Run(false, query, value).Mask);
        Assert.Same(First, new Attention().Run(false, query, value).Mask);
    }

    [Fact]
    public void Softmax_of_a_fully_masked_row_is_zero() =>
        Assert.Equal([0, 0, 0, 0], new Softmax()
            .Run(false, new Value(Calls.Normal([1, 4]), new Tensor([1, 4]))).Tensor.Elements());

    [Fact]
    public void Layers_that_change_the_steps_end_a_mask()
    {
        Layer[] layers = [new Conv1D(2, 2), new MaxPooling1D(), new Flatten(), new UpSampling1D(), new ZeroPadding1D(),
            new Cropping1D((1, 0))];
        Assert.All(layers, layer => Assert.Null(layer.Run(false, new Value(Calls.Normal([1, 4, 2]), First)).Mask));
    }

    [Theory]
    [InlineData("dot")]
    [InlineData("concat")]
    [InlineData("additive")]
    public void Attention_of_sequences_side_by_side_is_that_of_each_and_takes_no_masks(string kind)
    {
        ScoredAttention Make() => kind == "additive"
            ? new AdditiveAttention { UseCausalMask = true, ReturnAttentionScores = true }
            : new Attention(scoreMode: kind) { UseScale = true, UseCausalMask = true, ReturnAttentionScores = true };
        var (query, value) = (Calls.Normal([2, 3, 5, 4], 1), Calls.Normal([2, 3, 6, 4], 2));
        var whole = Make().Run(false, new Value(query), new Value(value));
        var single = Make().Run(false, new Value(Tensor.From(query.Elements(), [6, 5, 4])),
            new Value(Tensor.From(value.Elements(), [6, 6, 4])));
        Assert.Equal<Shape>([2, 3, 5, 4], whole[0].Tensor.Shape);
        Assert.Equal<Shape>([2, 3, 5, 6], whole[1].Tensor.Shape);
        for (var i = 0; i < 2; i++) Assert.Equal(single[i].Tensor.Elements(), whole[i].Tensor.Elements());

        var mask = Tensor.From(Enumerable.Repeat(1f, 36).ToArray(), [2, 3, 6]);
        Assert.Contains("expected no mask", Assert.Throws<ShapeException>(
            () => Make().Run(false, new Value(query), new Value(value, mask))).Message);
        Assert.Contains("axes before time", Assert.Throws<ShapeException>(
            () => Make().Run(false, new Value(query), new Value(Calls.Normal([2, 2, 6, 4], 2)))).Message);
        Assert.Contains("as many axes", Assert.Throws<ShapeException>(
            () => Make().Run(false, new Value(query), new Value(Calls.Normal([2, 6, 4], 2)))).Message);
    }
}
