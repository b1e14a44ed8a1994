using Valence.Backends;
using Valence.Execution;
using Valence.Losses;

namespace Valence.Tests.Losses;

/// <summary>Numbers from Keras' own tests, shapes, masks and errors of losses.</summary>
public sealed class LossTests
{
    private static readonly Tensor OneHot = Tensor.From(new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } });
    private static readonly Tensor Classes = Tensor.From([0, 1, 2]);
    private static readonly Tensor Probabilities =
        Tensor.From(new[,] { { .9f, .05f, .05f }, { .5f, .89f, .6f }, { .05f, .01f, .94f } });
    private static readonly Tensor Logits = Tensor.From(new float[,] { { 8, 1, 1 }, { 0, 9, 1 }, { 2, 3, 5 } });
    private static readonly Tensor Weights = Tensor.From([1.2f, 3.4f, 5.6f], [3, 1]);
    private static readonly Tensor Scalar = Tensor.From([2.3f], []);

    [Fact]
    public void Binary_crossentropy_of_extreme_probabilities_is_that_of_Keras()
    {
        var (y, p) = (Tensor.From(new[,] { { 1, 0 }, { 1, 0 } }), Tensor.From(new float[,] { { 1, 1 }, { 1, 0 } }));
        Close(3.98559f, new BinaryCrossentropy(), y, p);
        Close(9.1668f, new BinaryCrossentropy(), y, p, Scalar);
        Close(4.7827f, new BinaryCrossentropy(), y, p, Tensor.From([1.2f, 3.4f], [2, 1]));
    }

    [Fact]
    public void Binary_crossentropy_of_logits_is_that_of_Keras()
    {
        var (y, x) = (Tensor.From(new[,] { { 1, 0, 1 }, { 0, 1, 1 } }),
            Tensor.From(new float[,] { { 10, -10, 10 }, { 10, 10, -10 } }));
        Close(3.3333f, new BinaryCrossentropy(fromLogits: true), y, x);
        Close(10, new BinaryCrossentropy(fromLogits: true), y, x, Tensor.From([4, 3]));
        Close((10 + .5f) / 3, new BinaryCrossentropy(fromLogits: true, labelSmoothing: .1f),
            Tensor.From(new[,] { { 1, 0, 1 } }), Tensor.From(new float[,] { { 10, -10, -10 } }));
    }

    [Fact]
    public void Categorical_and_sparse_crossentropy_are_those_of_Keras()
    {
        foreach (var (y, loss, ofLogits) in new (Tensor, Loss, Loss)[]
            { (OneHot, new CategoricalCrossentropy(), new CategoricalCrossentropy(fromLogits: true)),
                (Classes, new SparseCategoricalCrossentropy(), new SparseCategoricalCrossentropy(fromLogits: true)) })
        {
            Close(.3239f, loss, y, Probabilities);
            Close(.7449f, loss, y, Probabilities, Scalar);
            Close(1.0696f, loss, y, Probabilities, Weights);
            Close(.0573f, ofLogits, y, Logits);
            Close(.31829f, ofLogits, y, Logits, Weights);
        }
        Close(400 * .1f / 3, new CategoricalCrossentropy(fromLogits: true, labelSmoothing: .1f),
            Tensor.From(new float[,] { { 1, 0, 0 } }), Tensor.From(new float[,] { { 100, -100, -100 } }));
    }

    [Fact]
    public void Focal_losses_are_those_of_Keras()
    {
        var (y, p) = (Tensor.From(new[,] { { 1, 0 }, { 1, 0 } }), Tensor.From(new[,] { { .9f, .8f }, { .7f, .2f } }));
        Close(.268f, new BinaryFocalCrossentropy(), y, p, tolerance: 1e-3f);
        Close(.799f, new BinaryFocalCrossentropy(gamma: 3, fromLogits: true),
            Tensor.From(new[,] { { 1, 1, 0 }, { 0, 1, 0 } }),
            Tensor.From(new[,] { { 1.5f, -2.7f, 2.9f }, { -3.8f, 1.2f, -4.5f } }), tolerance: 1e-3f);
        Close(.02059f, new CategoricalFocalCrossentropy(), OneHot, Probabilities);
        Close(.06987f, new CategoricalFocalCrossentropy(), OneHot, Probabilities, Weights);
        Close(.000345f, new CategoricalFocalCrossentropy(fromLogits: true), OneHot, Logits, tolerance: 1e-6f);
        Close(.06685f, new CategoricalFocalCrossentropy(fromLogits: true, labelSmoothing: .1f),
            Tensor.From(new float[,] { { 1, 0, 0 } }), Tensor.From(new[,] { { 4.9f, -.5f, 2.05f } }));
    }

    [Fact]
    public void A_focal_crossentropy_may_have_a_factor_for_each_class()
    {
        Tensor y = Tensor.From(new float[,] { { 0, 1, 0 }, { 0, 0, 1 } }),
            p = Tensor.From(new[,] { { .05f, .95f, 0 }, { .1f, .8f, .1f } });
        Close(.69944227f, new CategoricalFocalCrossentropy(alpha: [.25, .5, .75]), y, p);
        Close(.23315276f, new CategoricalFocalCrossentropy(alpha: [.25]), y, p);
        Assert.Contains("of 2 classes, as alpha has a factor for each, received [2, 3]",
            Assert.Throws<ShapeException>(() => Close(0, new CategoricalFocalCrossentropy([.25, .75]), y, p)).Message);
        Assert.Throws<ArgumentException>(() => new CategoricalFocalCrossentropy(alpha: []));
    }

    [Fact]
    public void An_ignored_class_counts_neither_above_nor_below_the_line()
    {
        var logits = Tensor.From([.854f, .698f, .598f, .088f, .86f, .018f], [1, 2, 3]);
        foreach (var y in new[] { Tensor.From([-1, 2], [1, 2]), Tensor.From([-1, 2], [1, 2, 1]) })
        {
            Close([0, 1.480129f],
                Compute(new SparseCategoricalCrossentropy(
                    fromLogits: true, ignoreClass: -1)
                { Reduction = Reduction.None }, y, logits), 1e-5f);
            Close(1.480129f, new SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: -1), y, logits,
                tolerance: 1e-5f);
        }
    }

    [Fact]
    public void Smoothed_classes_are_those_of_the_dense_loss_and_of_PyTorch()
    {
        var logits = Tensor.From(new[,] { { 1.5f, -.25f, .75f, 2f }, { .1f, 3f, -1f, .5f }, { -2f, .3f, .2f, .1f } });
        var y = Tensor.From([3, -1, 0]);
        var smoothed = new SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: -1, labelSmoothing: .1);
        // torch.nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=-1) of PyTorch 2.
        Close(1.982728641f, smoothed, y, logits, tolerance: 1e-6f);
        Close([.792364215f, 0, 3.173093068f], Compute(new SparseCategoricalCrossentropy(fromLogits: true,
            ignoreClass: -1, labelSmoothing: .1)
        { Reduction = Reduction.None }, y, logits), 1e-6f);
        foreach (var smoothing in (float[])[0, .1f, .7f, 1])
        {
            Close(Compute(new CategoricalCrossentropy(fromLogits: true, labelSmoothing: smoothing), OneHot, Logits)
                .Floats.ToArray(), Compute(new SparseCategoricalCrossentropy(fromLogits: true,
                    labelSmoothing: smoothing), Classes, Logits), 1e-5f);
            Close(Compute(new CategoricalCrossentropy(labelSmoothing: smoothing), OneHot, Probabilities)
                .Floats.ToArray(), Compute(new SparseCategoricalCrossentropy(labelSmoothing: smoothing), Classes,
                    Probabilities), 1e-5f);
        }
    }

    [Fact]
    public void Dice_and_Tversky_are_those_of_Keras()
    {
        var (y, p) = (Tensor.From(new[,] { { 1, 2 }, { 1, 2 } }), Tensor.From(new float[,] { { 4, 1 }, { 6, 1 } }));
        Close(-.55555546f, new Dice(), y, p, tolerance: 1e-6f);
        Close(-.55555546f, new Tversky(), y, p, tolerance: 1e-6f);
        Close(-.29629636f, new Tversky(alpha: .2f, beta: .8f), y, p, tolerance: 1e-6f);
        var (mask, predicted) = (Tensor.From([1, 1, 0, 0, 1, 1, 0, 0f], [2, 2, 2, 1]),
            Tensor.From([0, 1, 0, 1, .4f, 0, 0, .9f], [2, 2, 2, 1]));
        Close([.5f, .75757575f], Compute(new Dice(1, 2, 3) { Reduction = Reduction.None }, mask, predicted), 1e-6f);
        Close([.5f, .7222222f], Compute(new Tversky(.2f, .8f, 1, 2, 3) { Reduction = Reduction.None }, mask, predicted),
            1e-6f);
    }

    [Fact]
    public void Circle_is_that_of_Keras()
    {
        var (y, p) = (Tensor.From([1, 1, 2, 2, 3]), Tensor.From(
            [.70014004f, -.42008403f, .14002801f, .56011203f, .17609018f, .70436073f, -.52827054f, .44022545f,
                -.34050261f, .25537696f, -.68100522f, .59587957f,
                .32163376f, -.75047877f, .53605627f, -.21442251f, .51261459f, -.34174306f, .17087153f, .76892189f],
                [5, 4]));
        Close(188.3883f, new Circle(), y, p, tolerance: 1e-3f);
        Close(652.7617f, new Circle(gamma: 256, margin: .25f), y, p, tolerance: 1e-2f);
        var weights = Tensor.From([2, 2, 1, 1, .5f]);
        Close(244.91918f, new Circle(), y, p, weights, tolerance: 1e-3f);
        Close(163.27948f, new Circle { Reduction = Reduction.MeanWithSampleWeight }, y, p, weights, tolerance: 1e-3f);
    }

    [Fact]
    public void Generalized_crossentropy_is_its_formula()
    {
        var (y, p) = (Tensor.From([0, 1, 0, 1]),
            Tensor.From(new[,] { { .7f, .3f }, { .2f, .8f }, { .6f, .4f }, { .4f, .6f } }));
        foreach (var q in new[] { .5f, .8f })
            Close(new[] { .7f, .8f, .6f, .6f }.Average(of => (1 - MathF.Pow(of, q)) / q),
                new CategoricalGeneralizedCrossEntropy(q), y, p, tolerance: 1e-6f);
    }

    [Fact]
    public void A_mask_divides_by_the_steps_that_count()
    {
        var (y, p) = (Tensor.From([1, 0, 1, 0f], [4, 1]), Tensor.From([.1f, .2f, .3f, .4f], [4, 1]));
        var (mask, weights) = (Tensor.From([1, 0, 1, 1f]), Tensor.From([.4f, .3f, .2f, .1f]));
        Close((.81f + .49f + .16f) / 3, Compute(new MeanSquaredError(), y, p, null, mask), 1e-6f);
        Close((.4f * .81f + .2f * .49f + .1f * .16f) / 3, Compute(new MeanSquaredError(), y, p, weights, mask), 1e-6f);
        Close((.4f * .81f + .2f * .49f + .1f * .16f) / .7f,
            Compute(new MeanSquaredError { Reduction = Reduction.MeanWithSampleWeight }, y, p, weights, mask), 1e-6f);
        Close(.81f + .49f + .16f, Compute(new MeanSquaredError { Reduction = Reduction.Sum }, y, p, null, mask), 1e-6f);
        Close(0, Compute(new MeanSquaredError(), y, p, null, Tensor.From([0, 0, 0, 0f])), 0);
        Close(0, Compute(new MeanSquaredError { Reduction = Reduction.MeanWithSampleWeight }, y, p,
            Tensor.From([0, 0, 0, 0f])), 0);
    }

    [Fact]
    public void Weights_and_masks_may_have_a_last_axis_of_one_or_none()
    {
        var (y, p) = (Tensor.From([1, 0, 1, 0f], [4, 1]), Tensor.From([.1f, .2f, .3f, .4f], [4, 1]));
        foreach (var maskShape in new Shape[] { [4], [4, 1] })
            foreach (var weightShape in new Shape[] { [4], [4, 1] })
                Close((.4f * .81f + .2f * .49f + .1f * .16f) / 3,
                    Compute(new MeanSquaredError(), y, p, Tensor.From([.4f, .3f, .2f, .1f], weightShape),
                        Tensor.From([1, 0, 1, 1f], maskShape)), 1e-6f);
    }

    [Fact]
    public void A_vector_fits_predictions_of_width_one()
    {
        var p = Tensor.From([.1f, .2f, .3f], [3, 1]);
        Close(Compute(new BinaryCrossentropy(), Tensor.From([1, 0, 1f], [3, 1]), p).Scalar, new BinaryCrossentropy(),
            Tensor.From([1, 0, 1]), p, tolerance: 0);
    }

    [Fact]
    public void A_truth_of_another_shape_is_refused()
    {
        var error = Assert.Throws<ShapeException>(
            () => Compute(new BinaryCrossentropy(), Tensor.From([0, 1, 2f], [3, 1]), Probabilities));
        Assert.StartsWith("BinaryCrossentropy: expected a truth of the predictions' shape [3, 3], received [3, 1]. ",
            error.Message);
        Assert.Throws<ShapeException>(() => Compute(new CategoricalCrossentropy(), Classes, Probabilities));
        Assert.Throws<ShapeException>(() => Compute(new SparseCategoricalCrossentropy(), OneHot, Probabilities));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_class_number_outside_the_classes_is_refused(int label)
    {
        var error = Assert.Throws<LabelOutOfRangeException>(
            () => Compute(new SparseCategoricalCrossentropy(), Tensor.From([0, label, 2]), Probabilities));
        Assert.Equal(label, error.Label);
        Assert.Contains("from 0 to 2", error.Message);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryCrossentropy(labelSmoothing: 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoricalCrossentropy(labelSmoothing: -.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseCategoricalCrossentropy(labelSmoothing: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoricalGeneralizedCrossEntropy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CategoricalGeneralizedCrossEntropy(1));
    }

    [Fact]
    public void Names_are_Keras_defaults()
    {
        Assert.Equal("huber_loss", new Huber().Name);
        Assert.Equal("kl_divergence", new KLDivergence().Name);
        Assert.Equal("binary_focal_crossentropy", new BinaryFocalCrossentropy().Name);
        Assert.Equal("mine", new Poisson { Name = "mine" }.Name);
    }

    private static Tensor Compute(Loss loss, Tensor y, Tensor p, Tensor? weights = null, Tensor? mask = null) =>
        loss.Compute(y, p, new(new EagerExecutor(new StepMemory(new ReferenceBackend()))), weights, mask);

    private static void Close(float expected, Loss loss, Tensor y, Tensor p, Tensor? weights = null,
        float tolerance = 5e-4f) => Close(expected, Compute(loss, y, p, weights), tolerance);

    private static void Close(float expected, Tensor actual, float tolerance) => Close([expected], actual, tolerance);

    private static void Close(float[] expected, Tensor actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Floats[i], tolerance);
    }
}
