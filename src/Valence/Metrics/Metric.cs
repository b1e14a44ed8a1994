using Valence.Losses;

namespace Valence.Metrics;

/// <summary>A figure that tells how good predictions are: the description, which nothing changes, so that one serves
/// any number of models and trainings. What has been measured so far is a <see cref="MetricState"/>.</summary>
/// <remarks>A loss also serves as a metric: its mean over samples.</remarks>
public abstract class Metric
{
    private string? _name;

    /// <summary>The metric of one of Keras' names, such as <c>accuracy</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Metric(string name) => Named.Metric(name);

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

    /// <summary>Running values that have seen no batch.</summary>
    /// <param name="ignoredByLoss">A class that the compiled loss leaves out, so that the truth may hold it: as in
    /// Keras, a metric that does not leave it out counts it as missed. None where null.</param>
    public abstract MetricState NewState(int? ignoredByLoss = null);

    internal void Restore(string? name) => _name = name;
}
