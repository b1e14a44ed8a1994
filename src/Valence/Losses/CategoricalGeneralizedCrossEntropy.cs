using System.Globalization;
using Valence.Operations;

namespace Valence.Losses;

/// <summary>A loss that wrong labels disturb less: <c>(1 − p^q) / q</c> with p the predicted probability of each
/// sample's class. <see href="https://arxiv.org/abs/1805.07836">Zhang and Sabuncu, 2018</see>.</summary>
/// <remarks>The truth is class numbers <c>[batch, …]</c> for probabilities <c>[batch, …, classes]</c>.</remarks>
/// <param name="q">Between cross-entropy (towards 0) and absolute error (towards 1), both excluded.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not between 0 and 1.</exception>
public sealed class CategoricalGeneralizedCrossEntropy(double q = 0.5) : SparseLoss(ignoredClass: null)
{
    /// <summary>Between cross-entropy (towards 0) and absolute error (towards 1).</summary>
    public double Q
    {
        get;
    } = q is > 0 and < 1 ? q
        : throw new ArgumentOutOfRangeException(
            nameof(q), q, string.Create(CultureInfo.InvariantCulture, $"Expected q between 0 and 1, received {q}."));

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var p = call.Sum(call.Multiply(yPred, OneHot(yTrue, yPred, call)), false, -1);
        return call.Divide(call.OneMinus(call.Power(p, call.Scalar((float)Q))), call.Scalar((float)Q));
    }
}
