using Valence.Models;

namespace Valence.Saving;

/// <summary>A model from a file.</summary>
/// <param name="Model">The model with its weights.</param>
/// <param name="Ignored">What the file holds that could not be used, each with the reason: the training configuration,
/// the optimizer's state. Also weights that are not finite.</param>
public sealed record OpenedModel(Model Model, IReadOnlyList<string> Ignored)
{
    /// <summary>What the file means otherwise than its words mean today, or leaves to be told from elsewhere, and how
    /// it was understood: functions that changed with Keras 3, numbers of fewer bits, a shape that was found in another
    /// place.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
