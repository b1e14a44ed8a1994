using Valence.Losses;

namespace Valence.Metrics;

/// <summary>The share of correct predictions. The first batch's shapes decide what that means.</summary>
/// <remarks>
/// Predictions of width 1 are probabilities (<see cref="BinaryAccuracy"/>); otherwise class numbers as truth call for
/// <see cref="SparseCategoricalAccuracy"/>
/// and one-hot labels for <see cref="CategoricalAccuracy"/>.
/// </remarks>
public sealed class Accuracy : Metric
{
    private Metric? _chosen;

    /// <inheritdoc/>
    public override bool? HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool UsesMask => true;

    /// <inheritdoc/>
    public override void Reset() => _chosen?.Reset();

    /// <inheritdoc/>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        _chosen ??= Choose(yTrue.Shape, yPred.Shape);
        _chosen.IgnoredByLoss = IgnoredByLoss;
        _chosen.Update(yTrue, yPred, sampleWeight);
    }

    /// <inheritdoc/>
    public override Tensor Result() => _chosen?.Result() ?? Scalar(0);

    /// <summary>Whether a text stands for the accuracy that suits the outputs.</summary>
    internal static bool IsMeantBy(string text) => text.ToLowerInvariant() is "accuracy" or "acc";

    /// <summary>The accuracy of one kind under this one's name: the kind that was chosen, or that goes with
    /// <paramref name="loss"/> where no batch has been seen.</summary>
    internal Metric Named(Loss loss)
    {
        Metric kind = (_chosen, loss) switch
        {
            (BinaryAccuracy, _) or (null, BinaryCrossentropy or BinaryFocalCrossentropy or Hinge or SquaredHinge) =>
                new BinaryAccuracy(),
            (SparseCategoricalAccuracy, _) or (null, SparseLoss) => new SparseCategoricalAccuracy(),
            _ => new CategoricalAccuracy(),
        };
        kind.Restore(Name);
        return kind;
    }

    private Metric Choose(Shape yTrue, Shape yPred)
    {
        if (yPred.Rank == 0)
            throw new ShapeException(KerasName, $"expected predictions with at least one axis, received {yPred}");
        if (yPred[^1] == 1) return new BinaryAccuracy();
        return yTrue.Rank < yPred.Rank || yTrue[^1] == 1 ? new SparseCategoricalAccuracy() : new CategoricalAccuracy();
    }
}
