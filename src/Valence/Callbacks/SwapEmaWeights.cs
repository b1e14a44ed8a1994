using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Validates with the moving averages of the weights, which an optimizer with <c>UseEma</c> keeps, and gives
/// the model its own weights back afterwards.</summary>
/// <param name="swapOnEpoch">Whether the model also has the averages from the end of an epoch to the start of the next,
/// so that callbacks after this one (a checkpoint) see them.</param>
public sealed class SwapEmaWeights(bool swapOnEpoch = false) : Callback
{
    private const string Swapped = "swapped";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The optimizer keeps no averages.</exception>
    public override void OnTrainBegin(TrainingState state)
    {
        if (state.Optimizer.Optimizer is { UseEma: false } optimizer)
            throw new InvalidOperationException("The optimizer keeps no averages of the weights to swap. Create "
                + $"{optimizer.KerasName} with UseEma = true.");
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state)
    {
        if (IsSwapped(state)) Swap(state);
    }

    /// <inheritdoc/>
    public override void OnTestBegin(TrainingState state)
    {
        if (!IsSwapped(state)) Swap(state);
    }

    /// <inheritdoc/>
    public override void OnTestEnd(TrainingState state)
    {
        if (IsSwapped(state)) Swap(state);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        if (!swapOnEpoch) return;
        if (!IsSwapped(state)) Swap(state);
        // Training ends by giving the model the averages, which after the last epoch it has already.
        if (epoch < state.Epochs - 1) return;
        using (state.Model.Guards.Write()) state.Optimizer.SetAverages();
    }

    private void Swap(TrainingState state)
    {
        using (state.Model.Guards.Write()) state.Optimizer.SwapAverages();
        state.MemoryOf(this)[Swapped] = IsSwapped(state) ? null : 1;
    }

    private bool IsSwapped(TrainingState state) => state.MemoryOf(this)[Swapped] is not null;
}
