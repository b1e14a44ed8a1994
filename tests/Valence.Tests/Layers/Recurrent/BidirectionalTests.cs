using Valence.Initializers;
using Valence.Layers;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>A layer that reads in both directions.</summary>
public sealed class BidirectionalTests
{
    [Fact]
    public void Both_directions_start_differently_unless_an_initializer_has_a_seed()
    {
        var free = new Bidirectional(new Gru(2));
        var seeded = new Bidirectional(
            new Gru(2)
            {
                KernelInitializer = new VarianceScaling(
                1, VarianceScaling.FanMode.FanAvg, VarianceScaling.Distribution.Uniform)
                { Seed = 5 }
            });
        foreach (var layer in new[] { free, seeded }) _ = new LayerRun(layer, training: false, new Tensor([1, 1, 2]));
        Assert.NotEqual(free.Weights[0].Value.Floats.ToArray(), free.Weights[3].Value.Floats.ToArray());
        Assert.Equal(seeded.Weights[0].Value.Floats, seeded.Weights[3].Value.Floats);
    }

    [Fact]
    public void Bidirectional_leaves_the_layer_it_was_given_alone()
    {
        var layer = new Lstm(2, returnSequences: true) { Name = "reader" };
        var both = new Bidirectional(layer);
        both.EnsureBuilt([[-1, -1, 3]]);
        Assert.False(layer.IsBuilt || layer.GoBackwards || layer.ZeroOutputForMask);
        Assert.Equal(("forward_reader", "backward_reader"), (both.ForwardLayer.Name, both.BackwardLayer.Name));
        Assert.True(both.ForwardLayer.ZeroOutputForMask && both.BackwardLayer.GoBackwards);
    }

    [Fact]
    public void Bidirectional_refuses_layers_that_do_not_match()
    {
        Assert.Contains("opposite directions",
            Assert.Throws<ArgumentException>(() =>
                new Bidirectional(new Lstm(2), MergeMode.Concat, new Lstm(2))).Message);
        Assert.Contains("agree on ReturnSequences",
            Assert.Throws<ArgumentException>(() => new Bidirectional(
                new Lstm(2), MergeMode.Concat, new Lstm(2, returnSequences: true) { GoBackwards = true })).Message);
    }

    [Fact]
    public void The_second_direction_is_the_opposite_of_the_first()
    {
        var layer = new Bidirectional(new Lstm(3) { GoBackwards = true });
        Assert.True(layer.ForwardLayer.GoBackwards);
        Assert.False(layer.BackwardLayer.GoBackwards);
    }
}
