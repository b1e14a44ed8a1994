namespace Valence.Text;

/// <summary>Each run of white space as one space, none at the ends.</summary>
public sealed record CollapseWhiteSpace : CleaningStep
{
    internal const string StepName = "collapse_white_space";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
