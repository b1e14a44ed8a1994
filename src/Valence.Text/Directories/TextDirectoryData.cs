namespace Valence.Text;

/// <summary>The texts of a directory.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Labels">Their labels, laid out as the mode says; null without labels.</param>
/// <param name="ClassNames">The class of each number; null without labels.</param>
/// <param name="Files">The paths of the files the texts come from.</param>
public sealed record TextDirectoryData(IReadOnlyList<string> Texts, Tensor? Labels, IReadOnlyList<string>? ClassNames,
    IReadOnlyList<string> Files);
