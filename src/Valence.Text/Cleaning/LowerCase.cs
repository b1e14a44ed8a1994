namespace Valence.Text;

/// <summary>Every letter in lower case, whatever the language of the machine.</summary>
public sealed record LowerCase : CleaningStep
{
    internal const string StepName = "lower_case";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => text.ToLowerInvariant();
}
