using Valence.Schedules;

namespace Valence.Tests.KerasNumbers;

/// <summary>The rates that Keras' own tests of schedules state, and its formulas in double precision.</summary>
public sealed class ScheduleNumbersTests
{
    [Fact]
    public void Exponential_decay_is_smooth_or_in_stairs()
    {
        Same(0.05 * Math.Pow(0.96, 0.5), new ExponentialDecay(0.05f, 10, 0.96f).At(5));
        var stairs = new ExponentialDecay(0.1f, 3, 0.96f, staircase: true);
        Same(0.1, stairs.At(1));
        Same(0.1, stairs.At(2));
        Same(0.1 * Math.Pow(0.96, 33), stairs.At(100));
    }

    [Fact]
    public void Piecewise_constants_hold_up_to_and_including_their_boundary()
    {
        var rates = new PiecewiseConstantDecay([100, 110, 120], [1, 0.1f, 0.01f, 0.001f]);
        foreach (var (step, rate) in ((long, float)[])[(0, 1), (100, 1), (105, 0.1f), (110, 0.1f), (120, 0.01f),
            (999, 0.001f)]) Assert.Equal(rate, rates.At(step));
        var four = new PiecewiseConstantDecay([1, 2, 3], [0.4f, 0.5f, 0.6f, 0.7f]);
        Assert.Equal([0.4f, 0.4f, 0.5f, 0.6f, 0.7f], Enumerable.Range(0, 5).Select(step => four.At(step)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Polynomial_decay_goes_to_its_end_and_stays_or_starts_anew(double power)
    {
        Same(0.05 * Math.Pow(0.5, power), new PolynomialDecay(0.05f, 10, 0, (float)power).At(5));
        Same(0.001, new PolynomialDecay(0.05f, 10, 0.001f, (float)power).At(10));
        Same((0.05 - 0.001) * Math.Pow(0.5, power) + 0.001, new PolynomialDecay(0.05f, 10, 0.001f, (float)power).At(5));
        Same(0.001, new PolynomialDecay(0.05f, 10, 0.001f, (float)power).At(15));
        Same((0.05 - 0.001) * Math.Pow(0.25, power) + 0.001,
            new PolynomialDecay(0.05f, 10, 0.001f, (float)power, cycle: true).At(15));
        Same(0.001, new PolynomialDecay(0.001f, 10, cycle: true).At(0));
    }

    [Fact]
    public void Inverse_time_decay_is_smooth_or_in_stairs()
    {
        for (var i = 0; i < 11; i++)
        {
            Same(0.1 / (1 + i / 10.0 * 0.96), new InverseTimeDecay(0.1f, 10, 0.96f).At(i));
            Same(0.1 / (1 + 0.96 * (i / 10)), new InverseTimeDecay(0.1f, 10, 0.96f, staircase: true).At(i));
        }
    }

    [Fact]
    public void Cosine_decay_is_half_a_wave_from_the_peak_to_its_share()
    {
        for (var step = 0; step < 1500; step += 250)
        {
            Same(Cosine(step, 1000), new CosineDecay(1, 1000).At(step));
            Same(Cosine(step, 1000, 0.1), new CosineDecay(1, 1000, 0.1f).At(step));
            var warm = step < 1500 / 3 ? 10.0 * step / (1500 / 3) : 10 * Cosine(step - 1500 / 3, 1000);
            Same(warm, new CosineDecay(0, 1000, warmupTarget: 10, warmupSteps: 1500 / 3).At(step));
        }
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0.9, 0)]
    [InlineData(2, 0.5, 0.1)]
    public void Cosine_decay_with_restarts_is_wave_after_wave(double tMul, double mMul, double alpha)
    {
        for (var step = 0; step < 1000; step += 50)
        {
            var (begin, length, height) = (0.0, 100.0, 1.0);
            while (step >= begin + length) (begin, length, height) = (begin + length, length * tMul, height * mMul);
            Same((1 - alpha) * 0.5 * height * (1 + Math.Cos(Math.PI * (step - begin) / length)) + alpha,
                new CosineDecayRestarts(1, 100, (float)tMul, (float)mMul, (float)alpha).At(step));
        }
    }

    // The multiplier of Transformers' get_linear_schedule_with_warmup, in double precision.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 100)]
    [InlineData(7, 8)]
    public void Linear_warmup_rises_to_the_schedule_after_it(int rise, int steps)
    {
        var rates = new LinearWarmup(new PolynomialDecay(5e-5, steps - rise, endLearningRate: 0), rise);
        for (var step = 0; step < 2 * steps; step++)
            Assert.Equal(5e-5 * (step < rise ? (double)step / rise : Math.Max(0, (double)(steps - step)
                / (steps - rise))), rates.At(step), 5e-11);
        var wave = new LinearWarmup(new CosineDecay(1, 20), rise, 0.5);
        Same(0.5, wave.At(0));
        Same(Cosine(3, 20), wave.At(rise + 3));
    }

    private static double Cosine(int step, int steps, double alpha = 0) =>
        (1 - alpha) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, steps) / steps)) + alpha;

    private static void Same(double expected, float actual) =>
        Assert.Equal(expected, actual, Math.Max(1e-6, 1e-6 * Math.Abs(expected)));
}
