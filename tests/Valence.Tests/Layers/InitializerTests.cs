using System.Globalization;
using Valence.Initializers;
using Valence.Randomness;
using Valence.Saving;
using FanMode = Valence.Initializers.VarianceScaling.FanMode;
using Form = Valence.Initializers.VarianceScaling.Distribution;

namespace Valence.Tests.Layers;

/// <summary>What initializers draw has the distribution that Keras documents: bounds, mean, variance and the whole
/// distribution function, at a fixed seed.</summary>
public sealed class InitializerTests
{
    // A kernel of a convolution: receptive field 5, 40 in, 60 out, so that the fans are 200 and 300.
    private static readonly Shape Kernel = [5, 40, 60];

    // The standard deviation of a standard normal cut at two.
    private const double Cut = 0.87962566103423978;

    private static readonly Dictionary<string, (Initializer Initializer, Form Form, double Mean, double Spread)> Drawn =
        new()
        {
            ["RandomUniform"] = (new RandomUniform(), Form.Uniform, 0, 0.05),
            ["RandomUniform off centre"] = (new RandomUniform(1, 3), Form.Uniform, 2, 1),
            ["RandomNormal"] = (new RandomNormal(), Form.UntruncatedNormal, 0, 0.05),
            ["RandomNormal off centre"] = (new RandomNormal(-1, 2), Form.UntruncatedNormal, -1, 2),
            ["TruncatedNormal"] = (new TruncatedNormal(), Form.TruncatedNormal, 0, 0.05),
            ["TruncatedNormal off centre"] = (new TruncatedNormal(0.5f, 0.2f), Form.TruncatedNormal, 0.5, 0.2),
            ["GlorotUniform"] = (Keras("GlorotUniform"), Form.Uniform, 0, Math.Sqrt(6.0 / 500)),
            ["GlorotNormal"] = (Keras("GlorotNormal"), Form.TruncatedNormal, 0, Math.Sqrt(2.0 / 500) / Cut),
            ["HeUniform"] = (Keras("HeUniform"), Form.Uniform, 0, Math.Sqrt(6.0 / 200)),
            ["HeNormal"] = (Keras("HeNormal"), Form.TruncatedNormal, 0, Math.Sqrt(2.0 / 200) / Cut),
            ["LecunUniform"] = (Keras("LecunUniform"), Form.Uniform, 0, Math.Sqrt(3.0 / 200)),
            ["LecunNormal"] = (Keras("LecunNormal"), Form.TruncatedNormal, 0, Math.Sqrt(1.0 / 200) / Cut),
            ["VarianceScaling"] = (new VarianceScaling(), Form.TruncatedNormal, 0, Math.Sqrt(1.0 / 200) / Cut),
            ["VarianceScaling in, uniform"] = (new VarianceScaling(2, FanMode.FanIn, Form.Uniform), Form.Uniform, 0,
            Math.Sqrt(3 * 2.0 / 200)),
            ["VarianceScaling in, normal"] = (new VarianceScaling(2, FanMode.FanIn, Form.UntruncatedNormal),
            Form.UntruncatedNormal, 0, Math.Sqrt(2.0 / 200)),
            ["VarianceScaling out, truncated"] = (new VarianceScaling(3, FanMode.FanOut), Form.TruncatedNormal, 0,
            Math.Sqrt(3.0 / 300) / Cut),
            ["VarianceScaling out, uniform"] = (new VarianceScaling(3, FanMode.FanOut, Form.Uniform), Form.Uniform, 0,
            Math.Sqrt(3 * 3.0 / 300)),
            ["VarianceScaling out, normal"] = (new VarianceScaling(3, FanMode.FanOut, Form.UntruncatedNormal),
            Form.UntruncatedNormal, 0, Math.Sqrt(3.0 / 300)),
            ["VarianceScaling mean, truncated"] = (new VarianceScaling(0.5f, FanMode.FanAvg), Form.TruncatedNormal, 0,
            Math.Sqrt(0.5 / 250) / Cut),
            ["VarianceScaling mean, uniform"] = (
                new VarianceScaling(0.5f, FanMode.FanAvg, Form.Uniform), Form.Uniform, 0,
            Math.Sqrt(3 * 0.5 / 250)),
            ["VarianceScaling mean, normal"] = (new VarianceScaling(0.5f, FanMode.FanAvg, Form.UntruncatedNormal),
            Form.UntruncatedNormal, 0, Math.Sqrt(0.5 / 250)),
        };

    public static TheoryData<string> Names => [.. Drawn.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawn_numbers_have_the_documented_distribution(string name)
    {
        var (initializer, form, mean, spread) = Drawn[name];
        var values = Fill(initializer, Kernel).Select(value => (value - mean) / spread).Order().ToArray();
        // Everything is scaled: uniform in ±1, or standard normal, or that cut at ±2.
        if (form != Form.UntruncatedNormal)
        {
            var bound = form == Form.Uniform ? 1 : 2;
            Assert.InRange(values[0], -bound - 1e-5, -bound + 0.05);
            Assert.InRange(values[^1], bound - 0.05, bound + 1e-5);
        }
        var deviation = form == Form.Uniform ? Math.Sqrt(1.0 / 3) : form == Form.TruncatedNormal ? Cut : 1;
        var average = values.Average();
        Assert.InRange(average, -4 * deviation / Math.Sqrt(values.Length), 4 * deviation / Math.Sqrt(values.Length));
        Assert.InRange(values.Average(value => (value - average) * (value - average)) / (deviation * deviation), 0.96,
            1.04);
        // Kolmogorov and Smirnov: the largest distance of the distribution functions, at a level of one in a thousand.
        var distance = values.Select((value, i) =>
            Math.Max(Below(value) - (double)i / values.Length, (i + 1.0) / values.Length - Below(value))).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(values.Length),
            string.Create(CultureInfo.InvariantCulture, $"{name}: the distribution functions are {distance} apart."));

        double Below(double value) => form switch
        {
            Form.Uniform => Math.Clamp((value + 1) / 2, 0, 1),
            Form.UntruncatedNormal => Normal(value),
            _ => Math.Clamp((Normal(value) - Normal(-2)) / (Normal(2) - Normal(-2)), 0, 1),
        };
    }

    [Theory]
    [InlineData(FanMode.FanIn, 1, 1, 1)]
    [InlineData(FanMode.FanIn, 7, 7, 7)]
    [InlineData(FanMode.FanOut, 7, 7, 7)]
    [InlineData(FanMode.FanIn, 40, 60, 40)]
    [InlineData(FanMode.FanOut, 40, 60, 60)]
    [InlineData(FanMode.FanAvg, 40, 60, 50)]
    public void Fans_of_vectors_and_matrices_are_their_lengths(FanMode mode, int rows, int columns, int fan)
    {
        Shape shape = rows == columns ? [rows] : [rows, columns];
        var limit = Math.Sqrt(3.0 / fan);
        var values = Enumerable.Range(0, 40)
            .SelectMany(seed => Fill(new VarianceScaling(1, mode, Form.Uniform), shape, (ulong)seed)).ToArray();
        Assert.InRange(values.Max(), rows == columns ? 0.7 * limit : 0.97 * limit, limit);
        Assert.InRange(values.Min(), -limit, rows == columns ? -0.7 * limit : -0.97 * limit);
    }

    [Theory]
    [InlineData(12, 5)]
    [InlineData(5, 12)]
    [InlineData(8, 8)]
    public void Orthogonal_has_orthonormal_rows_or_columns_times_its_gain(int rows, int columns)
    {
        var values = Fill(new Orthogonal(1.5f), [rows, columns]);
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        for (var a = 0; a < count; a++)
            for (var b = 0; b < count; b++)
            {
                var product = Enumerable.Range(0, length).Sum(i => (double)At(a, i) * At(b, i));
                Assert.Equal(a == b ? 1.5 * 1.5 : 0, product, 1e-5);
            }

        float At(int vector, int element) => rows < columns ? values[vector * columns + element]
            : values[element * columns + vector];
    }

    [Fact]
    public void Directions_of_orthogonal_matrices_are_spread_evenly()
    {
        // An element of a random unit vector in three dimensions is uniform in ±1 (Archimedes).
        var values = Enumerable.Range(0, 3000).Select(seed => (double)Fill(new Orthogonal(), [3, 3], (ulong)seed)[0])
            .Order().ToArray();
        var distance = values.Select((value, i) =>
            Math.Max((value + 1) / 2 - (double)i / values.Length, (i + 1.0) / values.Length - (value + 1) / 2)).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(values.Length),
            string.Create(CultureInfo.InvariantCulture, $"the distribution functions are {distance} apart."));
    }

    [Fact]
    public void Identity_has_its_gain_on_the_diagonal() =>
        Assert.Equal([2, 0, 0, 0, 2, 0], Fill(new Identity(2), [2, 3]));

    [Fact]
    public void Constants_are_constant()
    {
        Assert.Equal([0, 0], Fill(Initializer.Zeros, [2]));
        Assert.Equal([1, 1], Fill(Initializer.Ones, [2]));
        Assert.Equal([0.25f, 0.25f], Fill(new Constant(0.25f), [2]));
    }

    [Fact]
    public void Constants_of_arrays_fill_and_are_broadcast_as_NumPy_does()
    {
        float[,] matrix = { { 1, 2 }, { 3, 4 } };
        Assert.Equal([1, 2, 3, 4], Fill(new Constant(matrix), [2, 2]));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], Fill(new Constant(Tensor.From(matrix)), [2, 2, 2]));
        Assert.Equal([5, 6, 5, 6], Fill(new Constant([5f, 6]), [2, 2]));
        Assert.Equal([7, 7, 8, 8], Fill(new Constant(Tensor.From([7f, 8], [2, 1])), [2, 2]));
        Assert.Contains("[3, 2]", Assert.Throws<ArgumentException>(() => Fill(new Constant(matrix), [3, 2])).Message);
        Assert.Throws<ArgumentException>(() => Fill(new Constant(matrix), [2]));
        Assert.Throws<ArgumentException>(() => new Constant(Tensor.From([1, 2])));
    }

    [Fact]
    public void Shapes_without_matrices_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Fill(new Orthogonal(), [3]));
        Assert.Throws<ArgumentException>(() => Fill(new Identity(), [3, 3, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VarianceScaling(0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_seed_draws_the_same_numbers_and_another_others(string name)
    {
        var initializer = Drawn[name].Initializer;
        Assert.Equal(Fill(initializer, [9, 9]), Fill(initializer, [9, 9]));
        Assert.NotEqual(Fill(initializer, [9, 9]), Fill(initializer, [9, 9], seed: 2));
    }

    private static float[] Fill(Initializer initializer, Shape shape, ulong seed = 1)
    {
        var values = new float[shape.Count];
        initializer.Fill(values, shape, new CounterRandom(seed, CounterRandom.Purpose("kernel")));
        return values;
    }

    private static Initializer Keras(string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            $$"""{"class_name": "{{name}}", "config": {"seed": null} }""");
        return KerasTables.Default.Initializers.Read(json.RootElement, name, KerasTables.Default);
    }

    // Abramowitz and Stegun 7.1.26 for the error function: within 1.5e-7.
    private static double Normal(double x)
    {
        var t = 1 / (1 + 0.3275911 * Math.Abs(x) / Math.Sqrt(2));
        var tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
            * Math.Exp(-x * x / 2);
        return x >= 0 ? 1 - tail / 2 : tail / 2;
    }
}
