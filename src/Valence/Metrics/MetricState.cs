using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The running values of a <see cref="Metric"/>, kept up to date batch after batch. Each training, validation
/// and evaluation has its own.</summary>
/// <remarks>Sums are kept in double precision. For one thread at a time.</remarks>
public abstract class MetricState
{
    /// <summary>The result as one number: its mean where it has several.</summary>
    public float Value
    {
        get
        {
            var result = Result();
            var sum = 0.0;
            foreach (var value in result.Floats) sum += value;
            return (float)(sum / result.Count);
        }
    }

    /// <summary>All that is kept of the batches so far, so that a training goes on within an epoch; null where the
    /// state does not tell.</summary>
    internal virtual double[]? Numbers
    {
        get => null;
        set => throw new NotSupportedException($"{GetType()} does not tell what it keeps.");
    }

    /// <summary>Forgets all batches.</summary>
    public abstract void Reset();

    /// <summary>Takes in a batch.</summary>
    /// <param name="yTrue">The truth, <c>[batch, …]</c>, numbers of either type.</param>
    /// <param name="yPred">The predictions, <c>[batch, …]</c>.</param>
    /// <param name="sampleWeight">How much each sample counts, <c>[batch]</c> or one number for each time step; all the
    /// same where null.</param>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    public abstract void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null);

    /// <summary>Takes in a batch whose predictions were made in a call, on whose backend what consists of operations is
    /// computed.</summary>
    internal virtual void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight, CallContext call) =>
        Update(yTrue, yPred, sampleWeight);

    /// <summary>The figure over all batches since the last <see cref="Reset"/>: a scalar, or one number for each class
    /// or threshold.</summary>
    public abstract Tensor Result();

    /// <summary><paramref name="a"/> divided by <paramref name="b"/>, and 0 where that is 0.</summary>
    protected internal static double Ratio(double a, double b) => b == 0 ? 0 : a / b;

    /// <summary>A tensor of one element <c>[]</c>.</summary>
    protected internal static Tensor Scalar(double value) => Tensor.From([(float)value], []);
}
