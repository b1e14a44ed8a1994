using Valence.Operations;

namespace Valence.Losses;

/// <summary>One minus the overlap of two soft sets: <c>1 − 2 Σ y p / (Σ y + Σ p + 10⁻⁷)</c>.</summary>
/// <param name="axes">The axes of the sums; all of them where none is given, which gives one loss for the
/// batch.</param>
public sealed class Dice(params ReadOnlySpan<int> axes) : Loss
{
    private readonly int[] _axes = axes.ToArray();

    /// <summary>The axes of the sums; empty for all.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var both = call.Scale(call.Sum(call.Multiply(yTrue, yPred), false, _axes), 2);
        var sizes = call.Add(call.Sum(yTrue, false, _axes), call.Sum(yPred, false, _axes));
        return call.OneMinus(call.Divide(both, call.Shift(sizes, Epsilon)));
    }
}
