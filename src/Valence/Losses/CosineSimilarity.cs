using Valence.Operations;

namespace Valence.Losses;

/// <summary>The negative cosine of the angle between truth and prediction: −1 for the same direction, 0 at right angles
/// or where either is zero, 1 for opposite ones.</summary>
/// <param name="axis">The axis along which the vectors lie; negative ones count from the end.</param>
public sealed class CosineSimilarity(int axis = -1) : Loss
{
    private const float SmallestSquaredNorm = Epsilon * Epsilon;

    /// <summary>The axis along which the vectors lie.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        call.Negate(call.Sum(call.Multiply(Unit(yTrue, call), Unit(yPred, call)), false, Axis));

    private Tensor Unit(Tensor x, CallContext call) =>
        call.Divide(x,
            call.Sqrt(call.Maximum(call.Sum(call.Square(x), keepDims: true, Axis), call.Scalar(SmallestSquaredNorm))));
}
