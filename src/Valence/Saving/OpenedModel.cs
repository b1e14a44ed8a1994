using Valence.Models;

namespace Valence.Saving;

/// <summary>A model from a file.</summary>
/// <param name="Model">The model with its weights.</param>
/// <param name="Ignored">What the file holds that could not be used, each with the reason: the training configuration,
/// the optimizer's state. Also weights that are not finite.</param>
public sealed record OpenedModel(Model Model, IReadOnlyList<string> Ignored);
