using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Constraints;
using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;
using Valence.Randomness;
using Valence.Regularizers;
using Valence.Saving;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' constraints_test, regularizers_test and initializer tests: names, descriptions, refusals and edge
/// values.</summary>
public sealed class NamedFormulaTests
{
    // A hundred columns of a hundred numbers in ±50, of which the first is 0.
    private static readonly Tensor Numbers = Tensor.From(
        Enumerable.Range(0, 10_000).Select(i => i == 0 ? 0 : i * 7919L % 10_007 / 100.07f - 50).ToArray(), [100, 100]);

    private static CallContext Call => new(new EagerExecutor(new StepMemory(new ReferenceBackend())));

    [Fact]
    public void Norms_are_in_the_bounds_of_their_constraint()
    {
        Assert.All(Lengths(new UnitNorm()), length => Assert.Equal(1, length, 1e-5));
        Assert.All(Lengths(new MinMaxNorm(0.2f, 0.5f)), length => Assert.InRange(length, 0.2, 0.5 + 1e-6));

        static IEnumerable<double> Lengths(Constraint constraint)
        {
            var projected = constraint.Project(Numbers, Call).Copy();
            return Enumerable.Range(0, 100)
                .Select(column =>
                    Math.Sqrt(Enumerable.Range(0, 100).Sum(row => Math.Pow(projected.Floats[100 * row + column], 2))));
        }
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    public void NonNeg_takes_negative_elements_alone_away(float value, float expected)
    {
        var all = Tensor.From(Enumerable.Repeat(value, 25).ToArray(), [5, 5]);
        Assert.All(new NonNeg().Project(all, Call).Floats.ToArray(), element => Assert.Equal(expected, element));
        Assert.All(new NonNeg().Project(Numbers, Call).Floats.ToArray(), element => Assert.True(element >= 0));
    }

    [Theory]
    [InlineData("""{"class_name": "MaxNorm", "config": {"max_value": 3.0, "axis": 1} }""")]
    [InlineData("""{"class_name": "UnitNorm", "config": {"axis": 1} }""")]
    [InlineData(
        """{"class_name": "MinMaxNorm", "config": {"min_value": 0.5, "max_value": 2.0, "rate": 0.75, "axis": 1} }""")]
    [InlineData("""{"class_name": "NonNeg", "config": {} }""")]
    public void Constraints_have_Keras_descriptions(string json) => RoundTrip(KerasTables.Default.Constraints, json);

    [Theory]
    [InlineData("""{"class_name": "L1", "config": {"l1": 0.125} }""")]
    [InlineData("""{"class_name": "L2", "config": {"l2": 0.125} }""")]
    [InlineData("""{"class_name": "L1L2", "config": {"l1": 0.125, "l2": 0.25} }""")]
    [InlineData("""{"class_name": "OrthogonalRegularizer", "config": {"factor": 0.125, "mode": "columns"} }""")]
    public void Regularizers_have_Keras_descriptions(string json) => RoundTrip(KerasTables.Default.Regularizers, json);

    [Theory]
    [InlineData("""{"class_name": "RandomNormal", "config": {"mean": 0.0, "stddev": 1.0, "seed": 1234} }""")]
    [InlineData("""{"class_name": "RandomUniform", "config": {"minval": -1.0, "maxval": 1.0, "seed": 1234} }""")]
    [InlineData(
        """{"class_name": "VarianceScaling", "config": {"scale": 2.0, "mode": "fan_out", "distribution": "truncated_normal", "seed": 1234} }""")]
    [InlineData("""{"class_name": "Orthogonal", "config": {"gain": 2.0, "seed": 1234} }""")]
    [InlineData("""{"class_name": "Identity", "config": {"gain": 2.0} }""")]
    [InlineData("""{"class_name": "Constant", "config": {"value": 6.0} }""")]
    [InlineData("""{"class_name": "Zeros", "config": {} }""")]
    [InlineData("""{"class_name": "Ones", "config": {} }""")]
    public void Initializers_have_Keras_descriptions(string json) => RoundTrip(KerasTables.Default.Initializers, json);

    [Theory]
    [InlineData("OrthogonalInitializer", typeof(Orthogonal))]
    [InlineData("IdentityInitializer", typeof(Identity))]
    [InlineData("glorot_normal", typeof(VarianceScaling))]
    [InlineData("random_normal", typeof(RandomNormal))]
    [InlineData("random_uniform", typeof(RandomUniform))]
    [InlineData("zero", typeof(Constant))]
    [InlineData("one", typeof(Constant))]
    public void Initializers_are_found_by_short_and_earlier_names(string name, Type type)
    {
        Assert.IsType(type, Read(KerasTables.Default.Initializers, $"\"{name}\""));
        Assert.IsType(type, Read(KerasTables.Default.Initializers, $$"""{"class_name": "{{name}}", "config": {} }"""));
    }

    [Theory]
    [InlineData("unit_norm", typeof(UnitNorm))]
    [InlineData("non_neg", typeof(NonNeg))]
    public void Constraints_are_found_by_short_names(string name, Type type) =>
        Assert.IsType(type, Read(KerasTables.Default.Constraints, $"\"{name}\""));

    [Theory]
    [InlineData("l1", typeof(L1))]
    [InlineData("l2", typeof(L2))]
    [InlineData("l1l2", typeof(L1L2))]
    [InlineData("orthogonal_regularizer", typeof(OrthogonalRegularizer))]
    public void Regularizers_are_found_by_short_names(string name, Type type) =>
        Assert.IsType(type, Read(KerasTables.Default.Regularizers, $"\"{name}\""));

    [Fact]
    public void Unknown_names_and_values_are_refused()
    {
        Refused(KerasTables.Default.Initializers, "\"typo\"");
        Refused(KerasTables.Default.Constraints, "\"typo\"");
        Refused(KerasTables.Default.Regularizers, "\"typo\"");
        Refused(KerasTables.Default.Initializers, """{"class_name": "VarianceScaling", "config": {"scale": -1.0} }""");
        Refused(KerasTables.Default.Initializers,
            """{"class_name": "VarianceScaling", "config": {"mode": "invalid_mode"} }""");
        Refused(KerasTables.Default.Initializers,
            """{"class_name": "VarianceScaling", "config": {"distribution": "invalid_dist"} }""");
        Refused(KerasTables.Default.Regularizers,
            """{"class_name": "OrthogonalRegularizer", "config": {"mode": "invalid_mode"} }""");
        Assert.Contains("[4, 4, 4]",
            Assert.Throws<ShapeException>(() => new OrthogonalRegularizer(0.1f)
                .Penalty(new Tensor([4, 4, 4]), Call)).Message);
        foreach (var factor in (float[])[-1, -0.001f, float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new L1(factor));
            Assert.Throws<ArgumentOutOfRangeException>(() => new L1L2(l2: factor));
        }

        static void Refused<T>(KerasTable<T> table, string json) where T : class =>
            Assert.Throws<ConfigException>(() => Read(table, json));
    }

    [Fact]
    public void Penalties_of_zeros_and_by_zero_are_zero()
    {
        foreach (var regularizer in (Regularizer[])[new L1(0.1f), new L2(0.1f), new L1L2(0.1f, 0.2f)])
            Assert.Equal(0, Of(regularizer, new Tensor([4, 4])));
        foreach (var regularizer in (Regularizer[])[new L1(0), new L2(0), new L1L2(0, 0)])
            Assert.Equal(0, Of(regularizer, Numbers));
    }

    [Fact]
    public void Penalties_compare_as_their_formulas_do()
    {
        Assert.Equal(Of(new L1(0.1f), All(1)), Of(new L1(0.1f), All(-1)));
        Assert.True(Of(new L2(1), All(10)) > Of(new L1(1), All(10)));
        Assert.True(Of(new L2(1), All(0.1f)) < Of(new L1(1), All(0.1f)));
        Assert.Equal(Of(new L1(0.1f), Numbers), Of(new L1L2(l1: 0.1f), Numbers));
        Assert.Equal(Of(new L2(0.1f), Numbers), Of(new L1L2(l2: 0.1f), Numbers));

        static Tensor All(float value) => Tensor.From(Enumerable.Repeat(value, 16).ToArray(), [4, 4]);
    }

    [Fact]
    public void Drawn_numbers_have_the_spread_of_their_description()
    {
        Assert.Equal(1, Spread(new RandomNormal(0, 1)), 0.1);
        Assert.Equal(Math.Sqrt(2.0 / 25), Spread(new VarianceScaling(2)), 0.1);
        Assert.Equal(Math.Sqrt(2.0 / 20), Spread(new VarianceScaling(2, VarianceScaling.FanMode.FanOut)), 0.1);
        Assert.All(Fill(new RandomUniform(-1, 1), [5, 5]), value => Assert.InRange(value, -1, 1));

        static double Spread(Initializer initializer)
        {
            var values = Fill(initializer, [25, 20]);
            var mean = values.Average();
            return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        }
    }

    [Fact]
    public void Columns_of_an_orthogonal_matrix_have_its_gain_as_length()
    {
        var values = Fill(new Orthogonal(2), [5, 5]);
        for (var a = 0; a < 5; a++)
            for (var b = a; b < 5; b++)
                Assert.Equal(a == b ? 4 : 0, Enumerable.Range(0, 5)
                    .Sum(row => (double)values[5 * row + a] * values[5 * row + b]), 1e-5);
    }

    private static float Of(Regularizer regularizer, Tensor weight) => regularizer.Penalty(weight, Call).Scalar;

    private static float[] Fill(Initializer initializer, Shape shape)
    {
        var values = new float[shape.Count];
        initializer.Fill(values, shape, new CounterRandom(1234, 1));
        return values;
    }

    private static T Read<T>(KerasTable<T> table, string json) where T : class
    {
        using var document = JsonDocument.Parse(json);
        return table.Read(document.RootElement, "here", KerasTables.Default);
    }

    private static void RoundTrip<T>(KerasTable<T> table, string json) where T : class
    {
        var written = table.Write(Read(table, json), KerasTables.Default);
        var given = JsonNode.Parse(json)!;
        Assert.Equal(given["class_name"]!.GetValue<string>(), written["class_name"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(given["config"], JsonNode.Parse(written["config"]!.ToJsonString())),
            written.ToJsonString());
    }
}
