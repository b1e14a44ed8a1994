using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Tests.Optimizers;
using Valence.Training;

namespace Valence.Tests.Metrics;

/// <summary>Numbers from Keras' own tests, and how metrics decide, weigh and refuse.</summary>
public sealed class MetricTests
{
    private static readonly Tensor Truth = Tensor.From(
        new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 }, { 1, 0, 0 }, { 0, 0, 1 } });
    private static readonly Tensor Predictions = Tensor.From(
        new[,] { { .9f, .1f, 0 }, { .2f, .6f, .2f }, { 0, 0, 1 }, { .4f, .3f, .3f }, { 0, .9f, .1f }, { 0, 0, 1 } });

    [Fact]
    public void Accuracy_of_one_column_is_binary()
    {
        var metric = Metric.Accuracy;
        Assert.Equal("accuracy", metric.Name);
        Assert.True(metric.HigherIsBetter);
        var state = metric.NewState();
        state.Update(Tensor.From([1, 1, 0, 0]), Tensor.From([.98f, 1, 0, .6f], [4, 1]));
        Assert.Equal(.75f, state.Value);
        state.Reset();
        state.Update(Tensor.From([1, 1, 0, 0]), Tensor.From([.98f, 1, 0, .6f], [4, 1]), Tensor.From([1, 0, 0, 1f]));
        Assert.Equal(.5f, state.Value);
    }

    [Fact]
    public void A_prediction_at_the_threshold_counts_as_class_0() =>
        Assert.Equal(1, Of(new BinaryAccuracy(), Tensor.From([0], [1, 1]), Tensor.From([.5f], [1, 1])));

    [Fact]
    public void Accuracy_of_class_numbers_is_sparse_and_of_one_hot_labels_categorical()
    {
        var p = Tensor.From(new[,] { { .1f, .9f, .8f }, { .05f, .95f, 0 } });
        var weights = Tensor.From([.7f, .3f]);
        Assert.Equal(.3f, Of(Metric.Accuracy, Tensor.From([2, 1]), p, weights), 1e-6f);
        Assert.Equal(.3f, Of(Metric.Accuracy, Tensor.From([2, 1], [2, 1]), p, weights), 1e-6f);
        Assert.Equal(.3f, Of(Metric.Accuracy, Tensor.From(new float[,] { { 0, 0, 1 }, { 0, 1, 0 } }), p, weights),
            1e-6f);
    }

    [Fact]
    public void Time_steps_are_weighted_one_by_one()
    {
        // Two sequences of two steps: right and wrong; wrong and right. The last step does not count.
        var p = Tensor.From([.9f, .1f, .9f, .1f, .9f, .1f, .1f, .9f], [2, 2, 2]);
        Assert.Equal(1 / 3f,
            Of(Metric.Accuracy, Tensor.From([0, 1, 1, 1], [2, 2]), p, Tensor.From([1, 1, 1, 0f], [2, 2])), 1e-6f);
        Assert.Equal(.5f, Of(Metric.Accuracy, Tensor.From([0, 1, 1, 1], [2, 2]), p), 1e-6f);
    }

    [Fact]
    public void Top_k_counts_ties_as_hits()
    {
        var p = Tensor.From(new[,] { { .1f, .7f, .2f }, { .4f, .4f, .2f } });
        Assert.Equal(.5f, Of(new SparseTopKCategoricalAccuracy(1), Tensor.From([2, 1]), p));
        Assert.Equal(1, Of(new SparseTopKCategoricalAccuracy(2), Tensor.From([2, 1]), p));
        Assert.Equal(.5f,
            Of(new TopKCategoricalAccuracy(1), Tensor.From(new float[,] { { 0, 0, 1 }, { 0, 1, 0 } }), p));
    }

    [Theory]
    [InlineData(Averaging.Micro, .5f, .833334f, .9f)]
    [InlineData(Averaging.Macro, .5f, .821549f, .883929f)]
    [InlineData(Averaging.Macro, 1f, .822222f, .885714f)]
    [InlineData(Averaging.Macro, 2f, .849206f, .899522f)]
    [InlineData(Averaging.Weighted, .5f, .880471f, .917857f)]
    [InlineData(Averaging.Weighted, 1f, .844445f, .902857f)]
    [InlineData(Averaging.Weighted, 2f, .829365f, .897608f)]
    public void F_beta_is_that_of_Keras(Averaging average, float beta, float expected, float weighted)
    {
        Assert.Equal(expected, Of(new FBetaScore(average, beta), Truth, Predictions), 2e-6f);
        Assert.Equal(weighted,
            Of(new FBetaScore(average, beta), Truth, Predictions, Tensor.From([.5f, 1, 1, 1, .5f, 1])), 2e-6f);
    }

    [Fact]
    public void F1_of_each_class_is_that_of_Keras()
    {
        var state = new F1Score().NewState();
        state.Update(Truth, Predictions);
        Assert.Equal([.8f, .6666667f, 1], state.Result().Floats.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal((.8f + .6666667f + 1) / 3, state.Value, 1e-6f);
    }

    [Fact]
    public void A_single_column_without_threshold_always_predicts_class_1()
    {
        var (y, p) = (Tensor.From([1, 0, 0f], [3, 1]), Tensor.From([.9f, .1f, .2f], [3, 1]));
        Assert.Equal(.5f, Of(new F1Score(), y, p), 1e-6f);
        Assert.Equal(1, Of(new F1Score(threshold: .5f), y, p), 1e-6f);
    }

    [Theory]
    [InlineData(AucCurve.ROC, AucSummation.Interpolation, .785714f)]
    [InlineData(AucCurve.ROC, AucSummation.Majoring, 1f)]
    [InlineData(AucCurve.ROC, AucSummation.Minoring, .571429f)]
    [InlineData(AucCurve.PR, AucSummation.Majoring, 1f)]
    [InlineData(AucCurve.PR, AucSummation.Minoring, .3f)]
    public void Weighted_area_under_curves_is_that_of_Keras(AucCurve curve, AucSummation summation, float expected) =>
        Assert.Equal(expected,
            Of(new Auc(3, curve, summation), Tensor.From([0, 0, 1, 1]), Tensor.From([0, .5f, .3f, .9f]),
                Tensor.From([1, 2, 3, 4])), 1e-6f);

    [Fact]
    public void Area_with_thresholds_of_ones_own_is_that_of_Keras()
    {
        var (y, p) = (Tensor.From([0, 0, 1, 1]), Tensor.From([0, .5f, .3f, .9f]));
        var metric = new Auc(2) { Thresholds = [.5f] };
        Assert.Equal(3, metric.NumThresholds);
        Assert.Equal(.75f, Of(metric, y, p), 1e-6f);
        Assert.Equal(1, Of(new Auc(), y, Tensor.From([0, 0, 1, 1f])));
    }

    [Fact]
    public void Precision_and_recall_are_those_of_Keras()
    {
        var (y, p) = (Tensor.From([0, 1, 1, 1]), Tensor.From([1, 0, 1, 1f]));
        var weights = Tensor.From([0, 0, 1, 0f]);
        Assert.Equal(2 / 3f, Of(new Precision(), y, p));
        Assert.Equal(1, Of(new Precision(), y, p, weights));
        Assert.Equal(2 / 3f, Of(new Recall(), y, p));
        Assert.Equal(2, Of(new TruePositives(), y, p));
        Assert.Equal(1, Of(new FalsePositives(), y, p));
        Assert.Equal(1, Of(new FalseNegatives(), y, p));
        Assert.Equal(0, Of(new TrueNegatives(), y, p));
        Assert.Equal(0, Of(new Precision(), y, Tensor.From([0, 0, 0, 0f])));
        Assert.Equal(0, Of(new Precision(topK: 2), Tensor.From([0, 0, 1, 1]), Tensor.From([1, 1, 1, 1f])));
        Assert.Equal(.5f, Of(new Precision(topK: 4), Tensor.From([0, 0, 1, 1]), Tensor.From([1, 1, 1, 1f])));
    }

    [Fact]
    public void Rates_under_a_constraint_are_those_of_Keras()
    {
        var (y, p) = (Tensor.From([0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1]),
            Tensor.From([.05f, .1f, .2f, .3f, .3f, .35f, .4f, .45f, .5f, .6f, .9f, .95f]));
        Assert.Equal(.5f, Of(new RecallAtPrecision(.75f), y, p));
        Assert.Equal(5 / 6f, Of(new RecallAtPrecision(2 / 3f), y, p));
        Assert.Equal(.6f,
            Of(new RecallAtPrecision(.75f), Tensor.From([0, 1, 0, 0, 0, 1, 1]),
                Tensor.From([.1f, .2f, .3f, .5f, .6f, .9f, .9f]), Tensor.From([1, 2, 1, 2, 1, 2, 1])), 1e-6f);
        Assert.Equal(.7f,
            Of(new PrecisionAtRecall(7 / 8f), Tensor.From([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
                Tensor.From([0, .1f, .2f, .5f, .6f, .2f, .5f, .6f, .8f, .9f]),
                Tensor.From([2, 1, 2, 1, 2, 1, 2, 2, 1, 2])), 1e-6f);
        var (labels, scores) = (Tensor.From([0, 0, 0, 1, 1]), Tensor.From([0, .3f, .8f, .3f, .8f]));
        Assert.Equal(.5f, Of(new SensitivityAtSpecificity(.5f), labels, scores));
        Assert.Equal(1 / 3f, Of(new SensitivityAtSpecificity(.5f), labels, scores, Tensor.From([1, 1, 2, 2, 1])));
        Assert.Equal(2 / 3f, Of(new SpecificityAtSensitivity(.5f), labels, scores));
        Assert.Equal(.5f, Of(new SpecificityAtSensitivity(.5f), labels, scores, Tensor.From([1, 1, 2, 2, 2])));
    }

    [Fact]
    public void Overlap_is_that_of_Keras()
    {
        var (y, p) = (Tensor.From([0, 0, 1, 1]), Tensor.From([0, 1, 0, 1]));
        Assert.Equal(.33333334f, Of(new IoU(2, 0), y, p), 1e-6f);
        Assert.Equal(.33333334f, Of(new MeanIoU(2), y, p), 1e-6f);
        Assert.Equal(.33333334f, Of(new BinaryIoU(.3f), Tensor.From([0, 1, 0, 1]), Tensor.From([.1f, .2f, .4f, .7f])),
            1e-6f);
        Assert.Equal(Of(new MeanIoU(2), y, p), Of(new MeanIoU(2), y, p, Tensor.From([1.9f, 1.5f, 1.1f, 1])));
    }

    [Fact]
    public void R2_is_that_of_Keras()
    {
        Assert.Equal(.57142854f, Of(new R2Score(), Tensor.From([1, 4, 3f], [3, 1]), Tensor.From([2, 4, 4f], [3, 1])),
            1e-6f);
        Assert.Equal(1 - (1 - .57142854f) * 2,
            Of(new R2Score(numRegressors: 1), Tensor.From([1, 4, 3f], [3, 1]), Tensor.From([2, 4, 4f], [3, 1])), 1e-6f);
    }

    [Fact]
    public void Perplexity_leaves_out_what_does_not_count()
    {
        var p = Tensor.From([.5f, .5f, .25f, .75f, .1f, .9f, 1, 0], [2, 2, 2]);
        Assert.Equal(2, Of(new Perplexity(), Tensor.From([0, 1, 0, 1], [2, 2]), p, Tensor.From([1, 0, 0, 0f], [2, 2])),
            1e-6f);
        Assert.Equal(Math.Sqrt(2 * 4), Of(new Perplexity(maskTokenId: 1), Tensor.From([0, 0, 1, 1], [2, 2]), p), 1e-6);
        Assert.Equal(Math.Sqrt(2 / .75), Of(new Perplexity(), Tensor.From([0, 1, 1, 1], [2, 2]), p,
            Tensor.From([1, 0f])), 1e-6);

        // A class that the loss leaves out, and one that nothing does; what is masked need be no class.
        var ignoring = new Perplexity().NewState(ignoredByLoss: -1);
        ignoring.Update(Tensor.From([0, -1, -1, -1], [2, 2]), p);
        Assert.Equal(2, ignoring.Value, 1e-6f);
        Assert.Equal(2, Of(new Perplexity(maskTokenId: 9), Tensor.From([0, 9, 9, 9], [2, 2]), p), 1e-6f);
        Assert.Throws<LabelOutOfRangeException>(() => Of(new Perplexity(), Tensor.From([0, 1, 2, 0], [2, 2]), p));

        // A batch in which nothing counts changes nothing, and 0 is limited as in Keras.
        ignoring.Update(Tensor.From([-1, -1, -1, -1], [2, 2]), p);
        Assert.Equal(2, ignoring.Value, 1e-6f);
        Assert.Equal(1e7, Of(new Perplexity(maskTokenId: 9), Tensor.From([9, 9, 9, 1], [2, 2]), p), 10);
        Assert.Equal(0, new Perplexity().NewState().Value);
        Assert.False(new Perplexity().HigherIsBetter);
    }

    [Fact]
    public void Perplexity_of_a_training_is_the_exponential_of_its_loss()
    {
        var model = new Sequential(new Embedding(5, 4, maskZero: true), new Dense(5));
        model.Compile("adam", new SparseCategoricalCrossentropy(fromLogits: true),
            metrics: [new Perplexity(fromLogits: true), new SparseCategoricalCrossentropy(fromLogits: true)]);
        var figures = model.Evaluate(Tensor.From([1, 2, 0, 3, 4, 1], [2, 3]), Tensor.From([2, 3, 0, 4, 1, 2], [2, 3]),
            verbose: Verbosity.Silent);
        Assert.Equal(Math.Exp(figures["sparse_categorical_crossentropy"]), figures["perplexity"], 1e-5);
    }

    [Fact]
    public void A_loss_is_a_metric_whose_mean_counts_samples_alike()
    {
        Metric metric = new MeanSquaredError();
        var state = metric.NewState();
        state.Update(Tensor.From([0, 0f], [2, 1]), Tensor.From([1, 3f], [2, 1]));
        state.Update(Tensor.From([0f], [1, 1]), Tensor.From([2f], [1, 1]));
        Assert.Equal(14 / 3f, state.Value, 1e-6f);
        Assert.Equal("mean_squared_error", metric.Name);
        Assert.False(metric.HigherIsBetter);
        Assert.Equal("logcosh", ((Metric)new LogCosh()).Name);
    }

    [Fact]
    public void Nothing_seen_is_zero()
    {
        foreach (var metric in new[] { Metric.Accuracy, new BinaryAccuracy(), new Precision(), new Auc(),
            new MeanLoss(new Hinge()) }) Assert.Equal(0, metric.NewState().Value);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var p = Tensor.From(new float[6], [3, 2]);
        foreach (var metric in new Metric[] { new BinaryAccuracy(), new CategoricalAccuracy(),
            new SparseCategoricalAccuracy(), new Precision(), new Auc(), new F1Score(), new R2Score(),
            new RootMeanSquaredError(), new MeanSquaredError(), new Perplexity() })
            Assert.Throws<ShapeException>(() => Of(metric, Tensor.From(new float[4], [4]), p));
        Assert.Throws<ShapeException>(() => Of(new BinaryAccuracy(), p, p, Tensor.From([1, 2f])));
        Assert.Throws<ShapeException>(() => Of(new Recall(classId: 2), p, p));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryAccuracy(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Precision([1.5f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new F1Score(threshold: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FBetaScore(beta: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecallAtPrecision(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrecisionAtRecall(.5f, numThresholds: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Auc(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKCategoricalAccuracy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IoU(2, 2));
    }

    [Fact]
    public void Steady_updates_allocate_nothing()
    {
        var (y, p, weights) = (Tensor.From([1, 0, 1, 0, 0, 1f], [3, 2]),
            Tensor.From([.2f, .8f, .6f, .4f, .1f, .9f], [3, 2]), Tensor.From([1, 2, 3f]));
        var metrics = new[]
        {
            new BinaryAccuracy(), new CategoricalAccuracy(), new Precision([.2f, .5f]), new Recall(topK: 1), new Auc(),
            new Auc(multiLabel: true), new F1Score(), new R2Score(), new RootMeanSquaredError(),
            new MeanLoss(new BinaryCrossentropy()), new SensitivityAtSpecificity(.5f), Metric.Accuracy,
        };
        foreach (var metric in metrics)
        {
            var state = metric.NewState();
            Assert.True(Allocated.Bytes(() => state.Update(y, p, weights)) == 0, metric.KerasName);
        }
    }

    private static float Of(Metric metric, Tensor y, Tensor p, Tensor? weights = null)
    {
        var state = metric.NewState();
        state.Update(y, p, weights);
        return state.Value;
    }
}
