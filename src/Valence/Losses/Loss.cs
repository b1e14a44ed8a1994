using Valence.Models;
using Valence.Operations;

namespace Valence.Losses;

/// <summary>What training minimises: how far predictions are from the truth, as one number.</summary>
/// <remarks>
/// A loss is written with operations, so its gradient needs no code. A sample weight or a mask multiplies the loss of
/// each sample (or time step);
/// under <see cref="Losses.Reduction.SumOverBatchSize"/> a masked batch is divided by the number of steps that count.
/// </remarks>
public abstract class Loss
{
    /// <summary>What Keras' <c>epsilon()</c> is: the distance that probabilities keep from 0 and 1.</summary>
    protected const float Epsilon = 1e-7f;

    private string? _name;
    private Choice<Reduction> _reduction = Losses.Reduction.SumOverBatchSize;

    /// <summary>The loss of one of Keras' names, such as <c>binary_crossentropy</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Loss(string name) => Named.Loss(name);

    /// <summary>The name in files; Keras' default where none was set.</summary>
    public string Name
    {
        get => _name ?? DefaultName;
        init => _name = value;
    }

    /// <summary>Keras' name of the loss's class.</summary>
    public virtual string KerasName => GetType().Name;

    /// <summary>Keras' name of the loss where none was set.</summary>
    protected virtual string DefaultName => Naming.SnakeCase(KerasName);

    /// <summary>How the losses of a batch become one number.</summary>
    public Choice<Reduction> Reduction { get => _reduction; init => _reduction = value; }

    /// <summary>The loss of a batch: a scalar, or one number for each sample under
    /// <see cref="Losses.Reduction.None"/>.</summary>
    /// <param name="yTrue">The truth: of the predictions' shape, or class numbers without their last axis for sparse
    /// losses. A vector also fits predictions <c>[batch, 1]</c>.</param>
    /// <param name="yPred">The predictions, <c>[batch, …]</c>.</param>
    /// <param name="call">Where the operations run.</param>
    /// <param name="sampleWeight">How much each sample counts, <c>[batch]</c>, which holds for all its time steps, or
    /// of the losses' shape; all the same where null.</param>
    /// <param name="mask">1 for steps that count and 0 for others, of the losses' shape; all count where null.</param>
    /// <exception cref="ShapeException">The truth does not have the shape that the predictions call for.</exception>
    public Tensor Compute(Tensor yTrue, Tensor yPred, CallContext call, Tensor? sampleWeight = null,
        Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        ArgumentNullException.ThrowIfNull(call);
        var values = Measure(yTrue, yPred, call, out var valid);
        mask = mask is null ? valid : valid is null ? mask : call.Multiply(mask, valid);
        return Reduce(values, Weights(sampleWeight, mask, call), call);
    }

    /// <summary>The losses before reduction, and where they count when the loss itself leaves some out.</summary>
    internal Tensor Measure(Tensor yTrue, Tensor yPred, CallContext call, out Tensor? valid)
    {
        yTrue = call.Cast(yTrue, ElementType.Float32);
        yPred = call.Cast(yPred, ElementType.Float32);
        var (trueShape, predShape) = Ranks.Match(yTrue.Shape, yPred.Shape);
        try
        {
            CheckShapes(trueShape, predShape);
        }
        catch (ShapeException error) when (Advice(yTrue.Shape, yPred.Shape) is { Length: > 0 } advice)
        {
            throw new ShapeException(error.Place, $"{error.Problem}{advice}");
        }
        (yTrue, yPred) = (call.Reshape(yTrue, trueShape), call.Reshape(yPred, predShape));
        var values = Values(yTrue, yPred, call);
        valid = Valid(yTrue, values, call);
        return values;
    }

    /// <summary>One loss for each sample (and time step): usually the shape of <paramref name="yPred"/> without its
    /// last axis.</summary>
    protected abstract Tensor Values(Tensor yTrue, Tensor yPred, CallContext call);

    /// <summary>1 where the loss counts and 0 where it leaves a sample out, of the losses' shape; null where all
    /// count.</summary>
    protected virtual Tensor? Valid(Tensor yTrue, Tensor values, CallContext call) => null;

    /// <summary>Rejects a truth that does not fit the predictions; here one of another shape.</summary>
    protected virtual void CheckShapes(Shape yTrue, Shape yPred)
    {
        if (yTrue != yPred)
            throw new ShapeException(KerasName, $"expected a truth of the predictions' shape {yPred}, received "
                + $"{yTrue}");
    }

    /// <summary>What to do about a truth that <see cref="CheckShapes"/> rejects, after a full stop; empty where the
    /// shapes as given tell no likely mistake.</summary>
    private protected virtual string Advice(Shape yTrue, Shape yPred) => TargetAdvice.For(yTrue, yPred, sparse: false);

    /// <summary>Labels moved towards <paramref name="share"/> by <paramref name="smoothing"/>: <c>y (1 − s) + s ·
    /// share</c>.</summary>
    internal static Tensor Smooth(Tensor yTrue, float smoothing, float share, CallContext call) =>
        smoothing == 0 ? yTrue : call.Shift(call.Scale(yTrue, 1 - smoothing), smoothing * share);

    /// <summary>The targets that the loss has a meaning for; null for all numbers.</summary>
    internal virtual TargetRange? Targets => null;

    internal void Restore(string? name, Choice<Reduction> reduction) => (_name, _reduction) = (name, reduction);

    private Tensor? Weights(Tensor? sampleWeight, Tensor? mask, CallContext call)
    {
        sampleWeight = sampleWeight is null ? null : call.Cast(sampleWeight, ElementType.Float32);
        if (mask is null) return sampleWeight;
        if (Reduction.Value is Losses.Reduction.Mean or Losses.Reduction.SumOverBatchSize)
            mask = call.Multiply(mask, Ratio(call.Scalar(mask.Count), call.Sum(mask), call));
        return sampleWeight is null ? mask : Weighted(mask, sampleWeight, call);
    }

    /// <summary>Numbers of rows, or of rows and time steps, times their weights: a row's weight counts for all its
    /// steps.</summary>
    /// <exception cref="ShapeException">The weights are not those of the numbers.</exception>
    internal static Tensor Weighted(Tensor values, Tensor weights, CallContext call)
    {
        weights = call.Cast(weights, ElementType.Float32);
        var (valueShape, weightShape) = Ranks.Weighted(values.Shape, weights.Shape);
        return call.Multiply(call.Reshape(values, valueShape), call.Reshape(weights, weightShape));
    }

    private Tensor Reduce(Tensor values, Tensor? weights, CallContext call)
    {
        var repeated = 1;
        if (weights is not null)
        {
            if (weights.Shape.Rank > 0 && Ranks.Match(values.Shape, weights.Shape) is var (a, b) && b.Rank < a.Rank)
                repeated = values.Count / Math.Max(1, weights.Count);
            values = Weighted(values, weights, call);
        }
        if (Reduction == Losses.Reduction.None || values.Shape.Rank == 0) return values;
        var sum = call.Sum(values);
        return Reduction.Value switch
        {
            Losses.Reduction.Sum => sum,
            // A row's weight counts once for each of its steps.
            Losses.Reduction.MeanWithSampleWeight when weights is not null =>
                Ratio(sum, call.Scale(call.Sum(weights), repeated), call),
            _ => call.Divide(sum, call.Scalar(Math.Max(values.Count, 1))),
        };
    }

    // 0 where the divisor is 0.
    private static Tensor Ratio(Tensor a, Tensor b, CallContext call)
    {
        var isZero = call.Equal(b, call.Scalar(0));
        return call.Select(isZero, call.Scalar(0), call.Divide(a, call.Select(isZero, call.Scalar(1), b)));
    }
}
