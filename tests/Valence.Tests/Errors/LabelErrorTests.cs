using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Tests.Optimizers;
using Valence.Training;

namespace Valence.Tests.Errors;

/// <summary>Class numbers that are none, in losses, metrics and training, on both backends.</summary>
public sealed class LabelErrorTests
{
    private static readonly Tensor Probabilities = Tensor.From([.2f, .3f, .5f, .6f, .1f, .3f], [2, 3]);

    public static TheoryData<float> NoClasses =>
        [0.5f, 1.9999999f, -0.25f, -1, -3, 3, 1e10f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    [Theory]
    [MemberData(nameof(NoClasses))]
    public void Sparse_losses_refuse_what_is_no_class(float label)
    {
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(2)])
            using (backend)
                foreach (var loss in (Loss[])[new SparseCategoricalCrossentropy(),
                    new SparseCategoricalCrossentropy(fromLogits: true),
                    new SparseCategoricalCrossentropy(ignoreClass: 255), new CategoricalGeneralizedCrossEntropy()])
                    foreach (var shape in (Shape[])[[2], [2, 1]])
                    {
                        var error = Assert.Throws<LabelOutOfRangeException>(
                            () => loss.Compute(Tensor.From([2, label], shape), Probabilities,
                                new(new EagerExecutor(new StepMemory(backend)))));
                        Says(error, label, "row 1");
                    }
    }

    [Theory]
    [MemberData(nameof(NoClasses))]
    public void Sparse_metrics_refuse_what_is_no_class(float label)
    {
        foreach (var metric in (Metric[])[new SparseCategoricalAccuracy(), new SparseTopKCategoricalAccuracy(2),
            new Accuracy()])
            Says(Assert.Throws<LabelOutOfRangeException>(
                () => metric.NewState().Update(Tensor.From([2, label]), Probabilities)), label, "row 1");
    }

    [Fact]
    public void Overlaps_count_no_whole_number_outside_the_classes_and_refuse_what_is_no_class()
    {
        foreach (var label in (float[])[-1, 3, 255])
        {
            var overlap = new MeanIoU(3) { SparseYPred = false };
            var (state, alone) = (overlap.NewState(), overlap.NewState());
            state.Update(Tensor.From([2, label]), Probabilities);
            alone.Update(Tensor.From([2f]), Tensor.From(Probabilities.Floats[..3].ToArray(), [1, 3]));
            Assert.Equal(alone.Value, state.Value);
        }
        foreach (var label in (float[])[.5f, float.NaN, float.PositiveInfinity])
            Says(Assert.Throws<LabelOutOfRangeException>(() => new MeanIoU(3) { SparseYPred = false }.NewState()
                .Update(Tensor.From([2, label]), Probabilities)), label, "row 1");
        Says(Assert.Throws<LabelOutOfRangeException>(() =>
            new MeanIoU(3).NewState().Update(Tensor.From([2, 1]), Tensor.From([2, float.NaN]))), float.NaN, "row 1");
    }

    [Fact]
    public void The_place_of_a_step_is_its_row_and_its_position()
    {
        var error = Assert.Throws<LabelOutOfRangeException>(() => new SparseCategoricalCrossentropy().Compute(
            Tensor.From([0, 1, 1, 0, 1, 7f], [2, 3]), Tensor.From(Enumerable.Repeat(.5f, 12).ToArray(), [2, 3, 2]),
            new(new EagerExecutor(new StepMemory(new ReferenceBackend())))));
        Says(error, 7, "row 1, position 2");
    }

    [Fact]
    public void Whole_numbers_are_classes_whatever_their_type()
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        Assert.Equal(new SparseCategoricalCrossentropy().Compute(Tensor.From([2, 0]), Probabilities, call).Scalar,
            new SparseCategoricalCrossentropy().Compute(Tensor.From([2f, 0]), Probabilities, call).Scalar);
        var accuracy = new SparseCategoricalAccuracy().NewState();
        accuracy.Update(Tensor.From([2f, -0f]), Probabilities);
        Assert.Equal(1, accuracy.Value);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(255)]
    public void An_ignored_class_may_be_any_whole_number_and_the_accuracy_counts_it_as_missed_as_in_Keras(int ignored)
    {
        var model = Model(new SparseCategoricalCrossentropy(ignoreClass: ignored));
        var figures = model.Evaluate(Rows(4), Tensor.From([0, ignored, 1, ignored]));
        // Zero kernels give equal probabilities, whose largest is the first.
        Assert.Equal(0.25f, figures["accuracy"]);
        Assert.Equal(MathF.Log(3), figures["loss"], 1e-5f);
        Assert.Throws<LabelOutOfRangeException>(() => model.Evaluate(Rows(4), Tensor.From([0, ignored - 0.5f, 1, 2])));
        Assert.Throws<LabelOutOfRangeException>(() => model.Evaluate(Rows(4), Tensor.From([0, -7, 1, 2])));
    }

    [Fact]
    public void Training_names_the_row_of_the_data_whatever_order_it_is_seen_in()
    {
        var y = new float[50];
        y[41] = 0.5f;
        Assert.Contains("received 0.5 in row 41 of the training data.",
            Assert.Throws<LabelOutOfRangeException>(
                () => Model().Fit(Rows(50), y, batchSize: 8, verbose: 0)).Message);
        Assert.Contains("received 0.5 in row 41 of the data.",
            Assert.Throws<LabelOutOfRangeException>(() => Model().Evaluate(Rows(50), y, batchSize: 8)).Message);
        Assert.Contains("received 0.5 in row 41 of the validation data.",
            Assert.Throws<LabelOutOfRangeException>(
                () => Model().Fit(Rows(4), Tensor.From([0, 1, 2, 0]), batchSize: 8, verbose: 0,
                    validationData: (Rows(50), y))).Message);
        Assert.Contains("received 0.5 in row 41 of the batch.",
            Assert.Throws<LabelOutOfRangeException>(() => Model().TrainOnBatch(Rows(50), y)).Message);
        Assert.Contains("received 0.5 in row 41 of the batch.",
            Assert.Throws<LabelOutOfRangeException>(
                () => Model().Fit([new Batch(Rows(50), y)], verbose: 0)).Message);
    }

    [Fact]
    public void A_model_trains_on_after_a_refused_label()
    {
        var model = Model();
        Assert.Throws<LabelOutOfRangeException>(() => model.TrainOnBatch(Rows(2), Tensor.From([0, 9])));
        Assert.Equal(MathF.Log(3), model.TrainOnBatch(Rows(2), Tensor.From([0, 2]))["loss"], 1e-5f);
    }

    [Fact]
    public void The_check_allocates_nothing()
    {
        var memory = new StepMemory(new ReferenceBackend());
        var call = new CallContext(new EagerExecutor(memory));
        var (loss, accuracy, y) = (new SparseCategoricalCrossentropy(ignoreClass: -1),
            new SparseCategoricalAccuracy().NewState(), Tensor.From([2f, 0]));
        Assert.Equal(0, Allocated.Bytes(Step));

        void Step()
        {
            memory.Reset();
            loss.Compute(y, Probabilities, call);
            accuracy.Update(y, Probabilities);
        }
    }

    private static void Says(LabelOutOfRangeException error, float label, string place)
    {
        Assert.Equal(label, error.Label);
        Assert.Contains(FormattableString.Invariant($"received {label} in {place} of the batch. "), error.Message);
        Assert.StartsWith("Expected class numbers from 0 to ", error.Message);
    }

    private static Sequential Model(Loss? loss = null)
    {
        var model = new Sequential(
            new Dense(3, Activations.Softmax) { KernelInitializer = Initializers.Initializer.Zeros });
        model.Compile(new Sgd(0f), loss ?? new SparseCategoricalCrossentropy(), [Metric.Accuracy]);
        return model;
    }

    private static Tensor Rows(int count) =>
        Tensor.From(Enumerable.Range(0, 2 * count).Select(i => (float)i).ToArray(), [count, 2]);
}
