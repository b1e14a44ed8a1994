using Valence.Execution;
using Valence.Losses;
using Valence.Models;
using Valence.Saving;

namespace Valence.Metrics;

/// <summary>A figure that tells how good predictions are, kept up to date batch after batch.</summary>
/// <remarks>Sums are kept in double precision. A loss also serves as a metric: its mean over samples.</remarks>
public abstract class Metric
{
    private string? _name;

    /// <summary>The metric of one of Keras' names, such as <c>accuracy</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Metric(string name) => KerasTables.Default.Metrics.Named(name);

    /// <summary>Accuracy of the kind that the model's outputs call for; see <see cref="Metrics.Accuracy"/>.</summary>
    public static Metric Accuracy => new Accuracy();

    /// <summary>The name in histories and files; Keras' default where none was set.</summary>
    public string Name
    {
        get => _name ?? DefaultName;
        init => _name = value;
    }

    /// <summary>Keras' name of the metric's class.</summary>
    public virtual string KerasName => GetType().Name;

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

    /// <summary>Whether more is better (true) or less (false); null where the metric does not say, and callbacks must
    /// be told.</summary>
    public virtual bool? HigherIsBetter => null;

    /// <summary>Whether steps that the predictions' mask leaves out do not count: such a metric gets the mask as, or
    /// times, its sample weights. As in Keras, means of a figure for each sample do so, and counts of right and wrong
    /// predictions, areas, overlaps and scores count every step.</summary>
    public virtual bool UsesMask => false;

    /// <summary>Keras' name of the metric where none was set.</summary>
    protected virtual string DefaultName => Naming.SnakeCase(KerasName);

    /// <summary>The mean of <paramref name="loss"/> over samples.</summary>
    public static implicit operator Metric(Loss loss) => new MeanLoss(loss);

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

    /// <summary>A class that the compiled loss leaves out, so that the truth may hold it: as in Keras, a metric that
    /// does not leave it out counts it as missed.</summary>
    internal int? IgnoredByLoss { get; set; }

    internal void Restore(string? name) => _name = name;

    /// <summary><paramref name="a"/> divided by <paramref name="b"/>, and 0 where that is 0.</summary>
    protected static double Ratio(double a, double b) => b == 0 ? 0 : a / b;

    /// <summary>A tensor of one element <c>[]</c>.</summary>
    protected static Tensor Scalar(double value) => Tensor.From([(float)value], []);
}
