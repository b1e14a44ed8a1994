using System.Text.RegularExpressions;
using Valence.Callbacks;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' progbar_test and the form of its progress lines; only the times are not compared.</summary>
public sealed partial class ProgressTextTests
{
    // The only weight stays 1, so that the loss is the mean of the squares of 1 − target.
    [Fact]
    public void A_line_an_epoch_has_steps_times_and_figures_by_name() =>
        Assert.Equal(
            ["Epoch 1/2", "3/3 - # - #/step - loss: 11.6667 - mean_absolute_error: 3.0000", "Epoch 2/2",
                "3/3 - # - #/step - loss: 11.6667 - mean_absolute_error: 3.0000"],
            Lines(Verbosity.Lines, epochs: 2, 2, 4, 6));

    [Fact]
    public void A_single_epoch_has_no_heading() => Assert.Equal(
        ["1/1 - # - #/step - loss: 1.0000 - mean_absolute_error: 1.0000"], Lines(Verbosity.Lines, epochs: 1, 2));

    [Fact]
    public void A_bar_ends_full_with_the_figures_of_the_epoch() =>
        Assert.Equal("10/10 ━━━━━━━━━━━━━━━━━━━━ # #/step - loss: 1.0000 - mean_absolute_error: 1.0000",
            Lines(Verbosity.Bar, epochs: 1, [.. Enumerable.Repeat(2f, 10)])[^1].Split('\r')[^1].TrimEnd());

    [Fact]
    public void A_bar_begins_with_the_step_at_the_width_of_all_steps() =>
        Assert.Equal(" 1/10 ━━                   # #/step - loss: 1.0000 - mean_absolute_error: 1.0000",
            Lines(Verbosity.Bar, epochs: 1, [.. Enumerable.Repeat(2f, 10)])[^1].Split('\r')[1].TrimEnd());

    [Theory]
    [InlineData(0.5f, "0.5000")]
    [InlineData(-0.5f, "-0.5000")]
    [InlineData(0.001f, "0.0010")]
    [InlineData(0.0009f, "9.0000e-04")]
    [InlineData(0.00012345f, "1.2345e-04")]
    [InlineData(0f, "0.0000e+00")]
    [InlineData(12345.678f, "12345.6777")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.PositiveInfinity, "inf")]
    public void Figures_have_four_digits_and_small_ones_an_exponent(float value, string text)
    {
        var own = new LambdaCallback { EpochEnd = (_, state) => state.Logs["zzz"] = value };
        Assert.EndsWith($" - zzz: {text}", Lines(Verbosity.Lines, epochs: 1, own, 2)[^1]);
    }

    [Fact]
    public void Figures_are_running_means_and_those_of_the_last_step_those_of_the_epoch()
    {
        var seen = new List<float>();
        var watch = new LambdaCallback { TrainBatchEnd = (_, state) => seen.Add(state.Logs["loss"]) };
        Assert.Contains("loss: 2.0000",
            Lines(Verbosity.Lines, epochs: 1, watch, 2, 1 + MathF.Sqrt(2), 1 + MathF.Sqrt(3))[^1]);
        Assert.Equal([1, 1.5f, 2], seen, (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void Silence_prints_nothing() => Assert.Equal([""], Lines(Verbosity.Silent, epochs: 1, 2));

    private static string[] Lines(Verbosity verbose, int epochs, params float[] targets) =>
        Lines(verbose, epochs, new LambdaCallback(), targets);

    private static string[] Lines(Verbosity verbose, int epochs, Callback callback, params float[] targets)
    {
        var model = new Sequential(new Dense(1, useBias: false) { KernelInitializer = Initializer.Ones });
        model.Compile(new Sgd(1e-30f), new MeanSquaredError(), [new MeanAbsoluteError()]);
        var output = new StringWriter { NewLine = "\n" };
        var x = Tensor.From(Enumerable.Repeat(1f, targets.Length).ToArray(), [targets.Length, 1]);
        model.Fit(x, Tensor.From(targets, x.Shape), epochs: epochs, batchSize: 1,
            verbose: verbose, output: output, shuffle: false, callbacks: [callback]);
        return Time().Replace(output.ToString().TrimEnd('\n'), "#").Split('\n');
    }

    [GeneratedRegex(@"\b\d+(s|ms|us)\b")]
    private static partial Regex Time();
}
