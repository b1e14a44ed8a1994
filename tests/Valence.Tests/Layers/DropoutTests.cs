using Valence.Layers;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Layers;

/// <summary>What dropout drops, keeps and promises.</summary>
public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Dropout_sets_the_given_share_to_zero_and_scales_the_rest(float rate)
    {
        var y = new Dropout(rate).Run(training: true, Ones([100, 1000])).Tensor.Elements();
        // Five standard deviations of a binomial share.
        Assert.Equal(rate, y.Count(value => value == 0) / (double)y.Length,
            5 * Math.Sqrt(rate * (1 - rate) / y.Length));
        Assert.All(y, value => Assert.True(value == 0 || value == 1 / (1 - rate)));
    }

    [Fact]
    public void Dropout_passes_its_input_on_outside_training()
    {
        var x = Calls.Normal([4, 5, 2]);
        Layer[] layers = [new Dropout(0.5f), new SpatialDropout1D(0.5f), new AlphaDropout(0.5f),
            new GaussianDropout(0.5f), new GaussianNoise(0.5f)];
        Assert.All(layers, layer => Assert.Same(x, layer.Run(training: false, x).Tensor));
    }

    [Fact]
    public void Dropout_of_rate_one_gives_zeros() =>
        Assert.All(new Dropout(1).Run(training: true, Ones([3, 4])).Tensor.Elements(), value => Assert.Equal(0, value));

    [Fact]
    public void Spatial_dropout_drops_a_feature_at_every_step_or_at_none()
    {
        var y = new SpatialDropout1D(0.5f).Run(training: true, Ones([16, 20, 64])).Tensor;
        var dropped = 0;
        for (var b = 0; b < 16; b++)
            for (var c = 0; c < 64; c++)
            {
                var first = y.Floats[b * 20 * 64 + c];
                for (var t = 1; t < 20; t++) Assert.Equal(first, y.Floats[(b * 20 + t) * 64 + c]);
                if (first == 0) dropped++;
            }
        Assert.Equal(0.5, dropped / 1024.0, 0.08);
    }

    [Fact]
    public void Noise_shape_shares_draws_along_axes_of_length_one()
    {
        var y = new Dropout(0.5f) { NoiseShape = [Shape.Unknown, 1] }.Run(training: true, Ones([200, 3])).Tensor;
        for (var row = 0; row < 200; row++) Assert.Equal(y.Floats[row * 3], y.Floats[row * 3 + 2]);
        Assert.Contains(0, y.Elements());
        Assert.Contains(2, y.Elements());
    }

    [Fact]
    public void A_noise_shape_that_does_not_fit_is_an_error_that_says_so() =>
        Assert.Contains("[7, 3]",
            Assert.Throws<ShapeException>(
                () => new Dropout(0.5f) { NoiseShape = [5, 3] }.Run(training: true, Ones([7, 3]))).Message);

    [Fact]
    public void The_same_key_gives_the_same_bits()
    {
        var (key, other) = (new Tensor([4], ElementType.Int32), new Tensor([4], ElementType.Int32));
        new CounterRandom(1, 2, 3).Write(key.Change<int>());
        new CounterRandom(1, 2, 4).Write(other.Change<int>());
        var x = Ones([50, 7]);
        var mask = new DropoutMask(0.3f);
        var first = Calls.Eager().Run(mask, x, key).Elements();
        Assert.Equal(first, Calls.Eager().Run(mask, x, key).Elements());
        Assert.NotEqual(first, Calls.Eager().Run(mask, x, other).Elements());
    }

    [Fact]
    public void Draws_differ_from_step_to_step_and_repeat_with_the_seed()
    {
        var x = Ones([20, 20]);
        var forward = new Dropout(0.5f).Built(x);
        float[] At(ulong seed, ulong step)
        {
            var call = Calls.Eager(training: true, seed);
            call.Begin(step);
            return forward(x, call).Tensor.Elements();
        }
        Assert.Equal(At(1, 5), At(1, 5));
        Assert.NotEqual(At(1, 5), At(1, 6));
        Assert.NotEqual(At(1, 5), At(2, 5));
    }

    [Fact]
    public void Layers_of_other_names_drop_other_elements_unless_they_have_the_same_seed()
    {
        var x = Ones([20, 20]);
        float[] Of(string name, int? seed) =>
            new Dropout(0.5f) { Name = name, Seed = seed }.Run(training: true, x).Tensor.Elements();
        Assert.NotEqual(Of("a", null), Of("b", null));
        Assert.Equal(Of("a", 4), Of("b", 4));
        Assert.NotEqual(Of("a", 4), Of("a", 5));
    }

    [Fact]
    public void Gaussian_noise_and_dropout_have_their_mean_and_deviation()
    {
        var added = new GaussianNoise(0.4f).Run(training: true, new Tensor([200, 500])).Tensor.Elements();
        Assert.Equal(0, added.Average(), 0.01);
        Assert.Equal(0.4, Math.Sqrt(added.Average(value => (double)value * value)), 0.01);
        var multiplied = new GaussianDropout(0.2f).Run(training: true, Ones([200, 500])).Tensor.Elements();
        Assert.Equal(1, multiplied.Average(), 0.01);
        Assert.Equal(0.5, Math.Sqrt(multiplied.Average(value => (value - 1.0) * (value - 1))), 0.01);
    }

    [Fact]
    public void Alpha_dropout_keeps_mean_zero_and_variance_one()
    {
        var y = new AlphaDropout(0.3f).Run(training: true, Calls.Normal([300, 500])).Tensor.Elements();
        var mean = y.Average();
        Assert.Equal(0, mean, 0.02);
        Assert.Equal(1, y.Average(value => (value - (double)mean) * (value - mean)), 0.02);
    }

    [Fact]
    public void The_gradient_of_dropout_is_its_mask()
    {
        var recording = new Execution.RecordingExecutor(
            new Execution.EagerExecutor(new Execution.StepMemory(new Backends.ReferenceBackend())));
        var x = Ones([4, 50]);
        var forward = new Dropout(0.5f).Built(x);
        recording.Watch(x);
        var y = forward(x, new(recording, training: true)).Tensor;
        recording.Backward(y, Ones([4, 50]), Calls.Eager());
        Assert.Equal(y.Elements(), recording.Gradient(x)!.Elements());
    }

    private static Tensor Ones(Shape shape)
    {
        var tensor = new Tensor(shape);
        tensor.Change<float>().Fill(1);
        return tensor;
    }
}
