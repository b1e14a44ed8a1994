using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Metrics;

/// <summary>Which metrics leave masked steps out is as in Keras: those that are means of a figure for each
/// sample.</summary>
public sealed class MaskedMetricTests
{
    private static readonly int[,] Ids = { { 1, 2, 0, 0, 0, 0 }, { 3, 0, 0, 0, 0, 0 } };

    [Fact]
    public void Counts_see_every_step_and_means_those_that_are_not_masked()
    {
        var figures = Evaluated(new TruePositives(0), new FalseNegatives(0), new RootMeanSquaredError(),
            new MeanSquaredError(), new BinaryAccuracy(), new ExactAccuracy(), new Own(), new OwnMasked());
        Assert.Equal((12, 0), (figures["true_positives"], figures["false_negatives"]));
        // Predictions are 0.88 for ids that count and 0.5 for padding.
        var (counted, padding) = (1 - 0.880797f, 0.5f);
        Assert.Equal(MathF.Sqrt((3 * counted * counted + 9 * padding * padding) / 12),
            figures["root_mean_squared_error"], 1e-5f);
        Assert.Equal(counted * counted, figures["mean_squared_error"], 1e-5f);
        Assert.Equal(1, figures["binary_accuracy"]);
        Assert.Equal((0, 3), (figures["own"], figures["own_masked"]));
    }

    [Fact]
    public void Fit_reports_what_evaluate_does()
    {
        var model = Model(new MeanSquaredError(), new TruePositives(0));
        var history = model.Fit(Ids, Ones(), verbose: 0);
        Assert.Equal(12, history["true_positives"][0]);
        Assert.Equal(MathF.Pow(1 - 0.880797f, 2), history["mean_squared_error"][0], 1e-5f);
    }

    [Fact]
    public void A_mean_or_sum_of_values_takes_no_mask()
    {
        var figures = Evaluated(new Mean(), new Sum());
        Assert.Equal(1, figures["mean"], 1e-6f);
        Assert.Equal(3 * 0.880797f + 9 * 0.5f, figures["sum"], 1e-5f);
    }

    private static IReadOnlyDictionary<string, float> Evaluated(params Metric[] metrics) =>
        Model(metrics).Evaluate(Ids, Ones());

    private static Tensor Ones() => Tensor.From(Enumerable.Repeat(1f, 12).ToArray(), [2, 6, 1]);

    private static Sequential Model(params Metric[] metrics)
    {
        var embedding = new Embedding(4, 1) { MaskZero = true, EmbeddingsInitializer = new Constant(2) };
        var model = new Sequential(new InputLayer([-1, 6]), embedding,
            new Dense(1, "sigmoid") { KernelInitializer = new Constant(1) });
        model.Compile("sgd", new MeanSquaredError(), metrics);
        model.BuildFor([-1, 6]);
        embedding.SetWeights([Tensor.From(new float[,] { { 0 }, { 2 }, { 2 }, { 2 } })]);
        return model;
    }

    private sealed class Own : Metric
    {
        public override MetricState NewState(int? ignoredByLoss = null) => new State();

        private sealed class State : MetricState
        {
            private float _weights;

            public override void Reset() => _weights = 0;

            public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
            {
                if (sampleWeight is not null) foreach (var weight in sampleWeight.Floats) _weights += weight;
            }

            public override Tensor Result() => Scalar(_weights);
        }
    }

    private sealed class OwnMasked : Metric
    {
        public override bool UsesMask => true;

        public override MetricState NewState(int? ignoredByLoss = null) => new Own().NewState(ignoredByLoss);
    }
}
