using Valence.Operations;

namespace Valence.Losses;

/// <summary>A loss whose truth is class numbers <c>[batch, …]</c> or <c>[batch, …, 1]</c> for predictions <c>[batch, …,
/// classes]</c>.</summary>
/// <param name="ignoredClass">A class whose samples do not count, or null.</param>
public abstract class SparseLoss(int? ignoredClass) : Loss
{
    private readonly ClassIndicators _indicators = new(ignoredClass);

    /// <summary>A class whose samples do not count, or null.</summary>
    internal int? IgnoredClass { get; } = ignoredClass;

    /// <summary>1 at each row's class and 0 elsewhere, of the shape of <paramref name="yPred"/>.</summary>
    /// <exception cref="LabelOutOfRangeException">A class number is outside the predictions' classes, has a fraction or
    /// is NaN.</exception>
    protected Tensor OneHot(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Run(_indicators, call.Reshape(yTrue, yPred.Shape[..^1]), yPred);

    private protected override string Advice(Shape yTrue, Shape yPred) => TargetAdvice.For(yTrue, yPred, sparse: true);

    /// <inheritdoc/>
    protected sealed override void CheckShapes(Shape yTrue, Shape yPred)
    {
        var rows = yPred.Rank == 0 ? yPred : yPred[..^1];
        if (yTrue != rows && !(yTrue.Rank == yPred.Rank && yTrue == yPred.WithLast(1)))
            throw new ShapeException(KerasName, $"expected class numbers of shape {rows} for predictions {yPred}, "
                + $"received {yTrue}");
    }
}
