using Valence.Operations;

namespace Valence.Losses;

/// <summary>Half the square of small errors and the absolute value of large ones: the mean over the last axis of
/// <c>½e²</c> where <c>|e| ≤ δ</c> and <c>δ|e| − ½δ²</c> elsewhere.</summary>
/// <param name="delta">Where the parabola ends and the line begins.</param>
public sealed class Huber(double delta = 1) : Loss
{
    /// <summary>Where the parabola ends and the line begins.</summary>
    public double Delta { get; } = delta;

    /// <inheritdoc/>
    protected override string DefaultName => "huber_loss";

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var error = call.Subtract(yPred, yTrue);
        var size = call.Abs(error);
        var delta = (float)Delta;
        var line = call.Shift(call.Scale(size, delta), -0.5f * delta * delta);
        return call.Mean(call.Select(call.LessEqual(size, call.Scalar(delta)), call.Scale(call.Square(error), 0.5f),
            line), false, -1);
    }
}
