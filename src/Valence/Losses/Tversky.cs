using Valence.Operations;

namespace Valence.Losses;

/// <summary>One minus the overlap of two soft sets: <c>1 − t / (t + α f + β n + 10⁻⁷)</c> with t the sum of <c>y p</c>,
/// f of <c>y (1 − p)</c> and n of <c>p (1 − y)</c>. <see href="https://arxiv.org/abs/1706.05721">Salehi et al.,
/// 2017</see>.</summary>
/// <param name="alpha">The weight of what the truth has and the prediction lacks.</param>
/// <param name="beta">The weight of what the prediction has and the truth lacks.</param>
/// <param name="axes">The axes of the sums; all of them where none is given, which gives one loss for the
/// batch.</param>
public sealed class Tversky(double alpha = 0.5, double beta = 0.5, params ReadOnlySpan<int> axes) : Loss
{
    private readonly int[] _axes = axes.ToArray();

    /// <summary>The weight of what the truth has and the prediction lacks.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>The weight of what the prediction has and the truth lacks.</summary>
    public double Beta { get; } = beta;

    /// <summary>The axes of the sums; empty for all.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var both = call.Sum(call.Multiply(yTrue, yPred), false, _axes);
        var missed = call.Sum(call.Multiply(call.OneMinus(yPred), yTrue), false, _axes);
        var extra = call.Sum(call.Multiply(yPred, call.OneMinus(yTrue)), false, _axes);
        var all = call.Add(both, call.Add(call.Scale(missed, (float)Alpha),
            call.Shift(call.Scale(extra, (float)Beta), Epsilon)));
        return call.OneMinus(call.Divide(both, all));
    }
}
