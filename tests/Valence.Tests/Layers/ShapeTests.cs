using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Layers;

/// <summary>Output shapes of layers, also where the length is unknown, and errors about inputs that do not
/// fit.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void A_convolution_of_sequences_of_unknown_length_has_an_unknown_length()
    {
        var x = Models.Keras.Input([Shape.Unknown, 8]);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 16], new Conv1D(16, 5).Call(x).Shape);
        Assert.Equal([Shape.Unknown, 16], new GlobalMaxPooling1D().Call(new Conv1D(16, 5).Call(x)).Shape);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 8], new MultiHeadAttention(2, 4).Call(x, x).Shape);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 8], new LayerNormalization().Call(x).Shape);
    }

    [Fact]
    public void Positions_are_embedded_for_any_length_up_to_the_last()
    {
        var ids = Models.Keras.Input([Shape.Unknown], ElementType.Int32);
        var layer = new TokenAndPositionEmbedding(10, 6, 4);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 4], layer.Call(ids).Shape);
        layer.Initialize(1);
        Assert.Equal([1, 6, 4], layer.Run(false, Tensor.From([1, 2, 3, 4, 5, 6], [1, 6])).Tensor.Shape);
        Assert.Equal([1, 2, 4], layer.Run(false, Tensor.From([1, 2], [1, 2])).Tensor.Shape);
        Assert.Equal("TokenAndPositionEmbedding 'token_and_position_embedding': expected at most 6 steps, received "
            + "[1, 7]",
            Assert.Throws<ShapeException>(() => layer.Run(false, Tensor.From([1, 2, 3, 4, 5, 6, 7], [1, 7]))).Message);
    }

    [Fact]
    public void Flatten_and_reshape_of_a_batch_keep_its_rows()
    {
        var x = Models.Keras.Input([3, 4]);
        Assert.Equal([Shape.Unknown, 12], new Flatten().Call(x).Shape);
        Assert.Equal([Shape.Unknown, 6, 2], new Reshape([-1, 2]).Call(x).Shape);
        Assert.Equal([Shape.Unknown, 4, 3], new Permute(2, 1).Call(x).Shape);
        Assert.Equal([2, 6, 2], new Reshape([-1, 2]).Run(false, Calls.Normal([2, 3, 4])).Tensor.Shape);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_reshape_that_does_not_fill_is_an_error_that_says_so(int last)
    {
        var error = Assert.Throws<ShapeException>(() => new Reshape([5, last]).Run(false, Calls.Normal([5, 3, 4])));
        Assert.StartsWith("Reshape 'reshape': expected elements that fill [5, ", error.Message);
        Assert.EndsWith("received [5, 3, 4]", error.Message);
    }

    [Fact]
    public void Layers_over_time_refuse_other_inputs()
    {
        Layer[] layers = [new Conv1D(2, 2), new MaxPooling1D(), new GlobalAveragePooling1D(), new UpSampling1D(),
            new ZeroPadding1D(), new Cropping1D(), new SpatialDropout1D(0.5f)];
        Assert.All(layers,
            layer => Assert.Contains("': expected [batch, time, features], received [2, 5]. ",
                Assert.Throws<ShapeException>(() => layer.Run(false, Calls.Normal([2, 5]))).Message));
    }

    [Fact]
    public void Cropping_everything_is_an_error_that_says_so() =>
        Assert.Equal("Cropping1D 'cropping1d': expected more than 4 steps, received [1, 4, 2]",
            Assert.Throws<ShapeException>(() => new Cropping1D((2, 2)).Run(false, Calls.Normal([1, 4, 2]))).Message);

    [Fact]
    public void Merging_takes_the_number_of_inputs_it_needs()
    {
        Assert.Equal("Subtract 'subtract': expected 2 inputs, received 1",
            Assert.Throws<ShapeException>(() => new Subtract().Run(false, Calls.Normal([2, 3]))).Message);
        Assert.Equal([2, 4, 3], new Add().Run(false, Calls.Normal([2, 4, 3]), Calls.Normal([2, 3])).Tensor.Shape);
    }

    [Fact]
    public void Attention_refuses_value_and_key_of_different_lengths() =>
        Assert.Equal("MultiHeadAttention 'multi_head_attention': expected value and key of equal length, received "
            + "[1, 3, 4] and [1, 5, 4]",
            Assert.Throws<ShapeException>(() => new MultiHeadAttention(2, 2)
                .Run(false, Calls.Normal([1, 2, 4]), Calls.Normal([1, 3, 4]), Calls.Normal([1, 5, 4]))).Message);

    [Fact]
    public void Attention_projections_start_with_the_spread_of_a_matrix_over_all_heads()
    {
        var layer = new MultiHeadAttention(8, 16);
        layer.Built(Calls.Normal([1, 2, 128]), Calls.Normal([1, 2, 128]));
        // Glorot's limit for 128 inputs and 8 · 16 outputs.
        Assert.Equal(Math.Sqrt(6.0 / 256), layer.Weights[0].Value.Elements().Max(), 1e-3);
        Assert.Equal(Math.Sqrt(6.0 / 256), layer.Weights[6].Value.Elements().Max(), 1e-3);
        Assert.Equal(["query_dense/kernel", "query_dense/bias", "key_dense/kernel", "key_dense/bias",
            "value_dense/kernel", "value_dense/bias", "output_dense/kernel", "output_dense/bias"],
            layer.Weights.Select(weight => weight.Path));
    }

    [Fact]
    public void A_lambda_runs_its_function() =>
        Assert.Equal([2, 4], new Lambda((x, call) => Operations.ElementwiseCalls.Scale(call, x, 2))
            .Run(false, Tensor.From([1f, 2], [1, 2])).Tensor.Elements());

    [Fact]
    public void Activity_regularization_adds_its_penalty_per_row()
    {
        var layer = new ActivityRegularization(0.1f, 0.01f);
        var x = Tensor.From([1f, -2, 3, 4], [2, 2]);
        var forward = layer.Built(x);
        var call = Calls.Eager(training: true);
        Assert.Same(x, forward(x, call).Tensor);
        Assert.Equal((0.1 * 10 + 0.01 * 30) / 2, call.Losses.Sum(loss => loss.Scalar), 1e-6);
    }
}
