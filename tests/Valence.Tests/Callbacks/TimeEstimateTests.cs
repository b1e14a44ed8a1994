using Valence.Callbacks;
using Valence.Layers;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Callbacks;

/// <summary>What a training says of its time before it has taken it.</summary>
public sealed class TimeEstimateTests
{
    [Theory]
    [InlineData(1, 40, 0, false, "Training takes about 5 minutes.")]
    [InlineData(1, 40, 0.3, true, "Training takes up to about 6 minutes.")]
    [InlineData(30, 40, 0, false, "Training takes about 2.6 hours.")]
    [InlineData(1, 2, 0, false, null)]
    [InlineData(0.01, 40, 0, false, null)]
    public void A_long_training_is_told_once(double seconds, int steps, double validated, bool mayEnd, string? expected)
    {
        var clock = new Clock();
        var model = new Sequential(new Dense(1, inputDim: 2));
        model.Compile("sgd", "mse");
        using var output = new StringWriter();
        // Eight epochs of so many steps; the first two steps are slow.
        model.Fit(new Tensor([steps, 2]), new Tensor([steps, 1]), batchSize: 1, epochs: 8, verbose: Verbosity.Lines,
            callbacks:
            [
                new LambdaCallback
                {
                    TrainBatchEnd = (batch, state) =>
                        clock.Now += TimeSpan.FromSeconds(state.StepsTaken <= 2 ? 50 : seconds),
                },
                new TimeEstimate(clock, steps, validated, mayEnd),
            ], output: output);
        var told = output.ToString().Split(Environment.NewLine).Where(line => line.StartsWith("Training takes",
            StringComparison.Ordinal)).ToArray();
        Assert.Equal(expected is null ? [] : [expected], told);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
