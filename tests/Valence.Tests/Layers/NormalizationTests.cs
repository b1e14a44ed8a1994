using Valence.Layers;

namespace Valence.Tests.Layers;

/// <summary>What normalizations make of their input, and what they remember.</summary>
public sealed class NormalizationTests
{
    [Fact]
    public void Layer_normalization_gives_each_row_mean_zero_and_variance_one()
    {
        var y = new LayerNormalization(1e-6f).Run(false, Calls.Normal([5, 64])).Tensor.Elements();
        foreach (var row in y.Chunk(64))
        {
            Assert.Equal(0, row.Average(), 1e-5);
            Assert.Equal(1, row.Average(value => value * value), 1e-3);
        }
    }

    [Fact]
    public void Layer_normalization_of_a_row_does_not_depend_on_its_neighbours()
    {
        var x = Calls.Normal([5, 16]);
        var alone = Tensor.From(x.Floats.Slice(3 * 16, 16), [1, 16]);
        var layer = new LayerNormalization();
        Assert.Equal(layer.Run(false, x).Tensor.Elements()[(3 * 16)..(4 * 16)],
            layer.Run(false, alone).Tensor.Elements());
    }

    [Fact]
    public void Batch_normalization_moves_its_statistics_when_the_call_is_committed()
    {
        var layer = new BatchNormalization(momentum: 0.9f);
        var x = Tensor.From([1f, 3], [2, 1]);
        var forward = layer.Built(x);
        var call = Calls.Eager(training: true);
        forward(x, call);
        Assert.Equal(0, layer.Weights[2].Value.Scalar);
        call.CommitAssignments();
        Assert.Equal(0.2f, layer.Weights[2].Value.Scalar, 1e-6f);
        Assert.Equal(1, layer.Weights[3].Value.Scalar, 1e-6f);
    }

    [Fact]
    public void Batch_normalization_shared_within_a_call_moves_its_statistics_twice()
    {
        var layer = new BatchNormalization(momentum: 0.5f);
        var x = Tensor.From([2f, 2], [2, 1]);
        var forward = layer.Built(x);
        var call = Calls.Eager(training: true);
        forward(x, call);
        forward(x, call);
        call.CommitAssignments();
        Assert.Equal(1.5f, layer.Weights[2].Value.Scalar);
    }

    [Fact]
    public void A_frozen_batch_normalization_uses_and_keeps_its_statistics()
    {
        var layer = new BatchNormalization { Trainable = false };
        var x = Calls.Normal([8, 3]);
        var forward = layer.Built(x);
        var call = Calls.Eager(training: true);
        var y = forward(x, call).Tensor;
        call.CommitAssignments();
        Assert.Equal([0, 0, 0], layer.Weights[2].Value.Elements());
        Calls.Close(layer.Run(false, x).Tensor, y, 0);
    }

    [Fact]
    public void Groups_that_do_not_divide_the_features_are_an_error_that_says_so() =>
        Assert.Equal("GroupNormalization 'group_normalization': expected features in a multiple of groups (4), "
            + "received [2, 6]",
            Assert.Throws<ShapeException>(() => new GroupNormalization(4).Run(false, Calls.Normal([2, 6]))).Message);

    [Fact]
    public void An_axis_that_does_not_exist_is_an_error_that_says_so() =>
        Assert.Equal("LayerNormalization 'layer_normalization': expected axes of [2, 6], received 2",
            Assert.Throws<ShapeException>(
                () => new LayerNormalization { Axis = [2] }.Run(false, Calls.Normal([2, 6]))).Message);
}
