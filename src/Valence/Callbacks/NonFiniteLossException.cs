using System.Globalization;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>The loss became NaN or infinite.</summary>
public sealed class NonFiniteLossException(int step, float loss)
    : ValenceException(string.Create(CultureInfo.InvariantCulture, $"The loss became {loss} at step {step + 1} of the "
        + $"epoch. {DataDoubts.AdviceOfLoss}"))
{
    /// <summary>The step of the epoch, from 0.</summary>
    public int Step { get; } = step;
}
