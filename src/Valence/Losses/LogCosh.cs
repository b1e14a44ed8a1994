using Valence.Operations;

namespace Valence.Losses;

/// <summary>The mean over the last axis of <c>ln cosh(p − y)</c>: about half the square of small errors and the
/// absolute value of large ones.</summary>
public sealed class LogCosh : Loss
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var error = call.Subtract(yPred, yTrue);
        return call.Mean(call.Shift(call.Add(error, call.Softplus(call.Scale(error, -2))), -MathF.Log(2)), false, -1);
    }
}
