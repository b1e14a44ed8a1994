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

    /// <summary>The standard error of that over the parts that judged in turn (<see cref="TrainingSettings.Folds"/>);
    /// null where none did.</summary>
    public double? StandardError { get; init; }

    /// <summary>What differs from the recipe and the training's settings, such as <c>rate=0.003 length=128</c>; empty
    /// for nothing.</summary>
    public string Choices { get; init; } = "";

    /// <summary>Why it was kept, or was not; null outside a search by <see cref="TrainingSettings.Try"/> or more than
    /// the two <see cref="TrainingSettings.Minutes"/>.</summary>
    public string? Verdict { get; init; }

    /// <summary>Recipe and choices.</summary>
    internal string Name => Choices.Length == 0 ? Recipe : $"{Recipe} {Choices}";
}
