namespace Valence.Saving;

/// <summary>What reading a weights file changed, and what it left alone.</summary>
/// <param name="Loaded">The names of the layers whose weights were read.</param>
/// <param name="Skipped">The layers with weights that keep those they had, each with the reason.</param>
/// <param name="Ignored">What else the file holds or lacks: an optimizer's state that does not fit, values that are no
/// numbers.</param>
public sealed record WeightLoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Skipped,
    IReadOnlyList<string> Ignored);
