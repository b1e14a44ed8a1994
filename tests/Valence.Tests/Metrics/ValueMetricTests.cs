using Valence.Metrics;
using Valence.Saving;

namespace Valence.Tests.Metrics;

/// <summary>Metrics of values, of functions and of correlations: Keras' own examples, and what they refuse.</summary>
public sealed class ValueMetricTests
{
    private static readonly Tensor Values = Tensor.From([1f, 3, 5, 7]);
    private static readonly Tensor Half = Tensor.From([1f, 1, 0, 0]);

    [Fact]
    public void A_mean_and_a_sum_of_values_are_weighted()
    {
        var (mean, sum) = (new Mean().NewState(), new Sum().NewState());
        mean.Update(Values);
        sum.Update(Values);
        Assert.Equal((4f, 16f), (mean.Value, sum.Value));
        mean.Reset();
        sum.Reset();
        mean.Update(Values, Half);
        sum.Update(Values, Half);
        Assert.Equal((2f, 4f), (mean.Value, sum.Value));
        sum.Update(Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } }), Tensor.From([1f, 10]));
        Assert.Equal(4 + 3 + 70, sum.Value);
        Assert.Throws<ShapeException>(() => sum.Update(Values, Tensor.From([1f, 2])));
    }

    [Fact]
    public void In_a_compiled_model_the_predictions_are_the_weights_of_the_truth_as_in_Keras()
    {
        foreach (var (metric, expected) in new (Metric, float)[] { (new Mean(), 2), (new Sum(), 4) })
        {
            var state = metric.NewState();
            state.Update(Values, Half, null);
            Assert.Equal(expected, state.Value);
            Assert.Contains("not among the weighted ones",
                Assert.Throws<ArgumentException>(() => state.Update(Values, Half, Half)).Message);
        }
    }

    [Fact]
    public void A_function_of_ones_own_is_averaged_and_cannot_be_written()
    {
        var metric = new MeanMetricWrapper((truth, prediction) => Math.Abs(truth - prediction)) { Name = "mine" };
        var state = metric.NewState();
        state.Update(Values, Tensor.From([1f, 2, 3, 4]), Half);
        Assert.Equal(0.5f, state.Value);
        Assert.Contains("mine: a metric of a function, which is code",
            Assert.Throws<ConfigException>(
                () => KerasTables.Default.Metrics.Write(metric, KerasTables.Default)).Message);
        Assert.Throws<ArgumentNullException>(() => new MeanMetricWrapper(null!));
    }

    [Theory]
    [InlineData("my_function")]
    [InlineData("softmax")]
    public void A_wrapped_function_that_is_no_metric_of_Keras_is_refused_by_name(string name)
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            $$"""{"class_name": "MeanMetricWrapper", "config": {"fn": {"class_name": "function", "config": "{{name}}" } } }""");
        Assert.Contains($"'{name}'", Assert.Throws<ConfigException>(
            () => KerasTables.Default.Metrics.Read(json.RootElement, "m", KerasTables.Default)).Message);
    }

    [Fact]
    public void Overlaps_in_float32_count_fractions_of_weights()
    {
        var (truth, predictions) = (Tensor.From([0, 0, 1, 1]), Tensor.From([0, 1, 0, 1]));
        var weights = Tensor.From([0.3f, 0.3f, 0.3f, 0.1f]);
        var (cut, whole) = (new MeanIoU(2).NewState(), new MeanIoU(2) { Type = ElementType.Float32 }.NewState());
        cut.Update(truth, predictions, weights);
        whole.Update(truth, predictions, weights);
        Assert.Equal(0, cut.Value);
        Assert.Equal(0.23809525f, whole.Value, 1e-6f);
        Assert.Throws<ArgumentException>(() => new MeanIoU(2) { Type = ElementType.String });
    }

    [Fact]
    public void Sorted_ids_are_looked_through_up_to_k()
    {
        var state = new SparseTopKCategoricalAccuracy(1) { FromSortedIds = true }.NewState();
        state.Update(Tensor.From([2, 1]), Tensor.From(new[,] { { 1, 0, 3 }, { 1, 2, 3 } }));
        Assert.Equal(0.5f, state.Value);
        // The hit of the second row is not one of the next batch.
        state.Update(Tensor.From([2, 1]), Tensor.From(new[,] { { 1, 0, 3 }, { 0, 2, 3 } }));
        Assert.Equal(0.25f, state.Value);
    }

    [Fact]
    public void Correlations_take_axes_that_are_there()
    {
        var x = Tensor.From(new float[,] { { 0, 0.5f, 1 }, { 1, 1, 0.2f } });
        var none = new PearsonCorrelation { Axis = [3] }.NewState();
        Assert.Throws<ShapeException>(() => none.Update(x, x));
        Assert.Throws<ArgumentException>(() => new ConcordanceCorrelation { Axis = [] });
        var same = new ConcordanceCorrelation().NewState();
        same.Update(x, x);
        Assert.Equal(1, same.Value, 1e-5f);
    }
}
