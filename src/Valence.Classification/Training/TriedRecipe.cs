namespace Valence.Classification;

/// <summary>How a recipe did on the held-out texts.</summary>
/// <param name="Recipe">Its name; <c>majority</c> for the largest class, <c>frequencies</c> for those of labels,
/// <c>mean</c> for that of numbers.</param>
/// <param name="Epochs">Whole passes over the texts; 0 where there are none.</param>
/// <param name="Right">How many of the held-out texts it had right; 0 for other tasks than one class.</param>
/// <param name="Rows">How many there were.</param>
/// <param name="Loss">The mean of the task's loss on them, calibrated: −log p(class), or what else it is.</param>
public sealed record TriedRecipe(string Recipe, int Epochs, int Right, int Rows, double Loss)
{
    /// <summary>The name of <see cref="Value"/>, such as <c>micro F1</c> or <c>RMSE</c>; null for one class, of which
    /// <see cref="Right"/> tells.</summary>
    public string? Measure { get; init; }

    /// <summary>The first measure of the task's evaluation on them.</summary>
    public double Value { get; init; }

    /// <summary>The 95 % interval of that: percentiles of 1,000 draws of as many of the held-out texts, with
    /// replacement and one seed; null for one class, for a task of one's own, and where all draws come to the
    /// same.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>What differs from the recipe and the training's settings, such as <c>rate=0.003 length=128</c>; empty
    /// for nothing.</summary>
    public string Choices { get; init; } = "";

    /// <summary>Why it was kept, or was not; null outside a search by <see cref="TrainingSettings.Try"/> or more than
    /// the two <see cref="TrainingSettings.Minutes"/>.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why it was left out or did not come to an end, so that there are no figures; null for what was
    /// tried.</summary>
    public string? LeftOut { get; init; }

    /// <summary>One that was left out.</summary>
    internal static TriedRecipe OfLeftOut(string recipe, string choices, string why) =>
        new(recipe, 0, 0, 0, double.NaN) { Choices = choices, LeftOut = why, Verdict = $"left out: {why}" };

    /// <summary>Recipe and choices.</summary>
    internal string Name => Choices.Length == 0 ? Recipe : $"{Recipe} {Choices}";
}
