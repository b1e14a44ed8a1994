using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>A setting that a search varies, by the name that <see cref="TrialGrid"/> has for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Expected">Its values in words.</param>
/// <param name="Read">The value that a text is, as it is written; null where it is none.</param>
/// <param name="IsOf">Whether a recipe has the setting.</param>
/// <param name="IsSet">Whether settings have it already.</param>
/// <param name="Of">A trial with a value.</param>
internal sealed record TrialChoice(string Name, string Expected, Func<string, string?> Read, Func<Recipe, bool> IsOf,
    Func<TrainingSettings, bool> IsSet, Func<Trial, string, Trial> Of)
{
    private static readonly TrainingSettings Defaults = new();

    /// <summary>Whether values are numbers of which there are ranges, and whether these are whole.</summary>
    public (bool HasRanges, bool AreWhole) Kind { get; private init; } = (true, true);

    /// <summary>Whether it says how steps are taken, which recipes that are fitted exactly have none of.</summary>
    public bool IsOfSteps => IsOf == TakesSteps;

    /// <summary>Whether the command line has an option for it.</summary>
    public bool HasOption { get; private init; } = true;

    /// <summary>The size of steps.</summary>
    public static TrialChoice Rate { get; } = new("rate", "a number above 0", ReadRate, TakesSteps,
        settings => settings.LearningRate is not null,
        (trial, value) => Settings(trial, trial.Settings with { LearningRate = Number(value) }))
    {
        Kind = (true, false),
    };

    /// <summary>Ids that a network reads at once.</summary>
    public static TrialChoice Length { get; } = new("length", "a whole number from 1", text => ReadWhole(text, 1),
        recipe => recipe.ReadsWords || recipe.OfLength is not null, _ => false, (trial, value) => trial with
        {
            Recipe = trial.Recipe.OfLength is { } of ? of(Whole(value))
                : trial.Recipe with { MaxLength = Whole(value) },
        })
    {
        HasOption = false,
    };

    /// <summary>Passes over the texts.</summary>
    public static TrialChoice Epochs { get; } = new("epochs", "a whole number from 1", text => ReadWhole(text, 1),
        TakesSteps, settings => settings.Epochs is not null,
        (trial, value) => Settings(trial, trial.Settings with { Epochs = Whole(value) }));

    /// <summary>Epochs without a better one.</summary>
    public static TrialChoice Patience { get; } = new("patience", "a whole number from 1", text => ReadWhole(text, 1),
        TakesSteps, settings => settings.Patience is not null,
        (trial, value) => Settings(trial, trial.Settings with { Patience = Whole(value) }));

    /// <summary>Texts in a step.</summary>
    public static TrialChoice Batch { get; } = new("batch", "a whole number from 1", text => ReadWhole(text, 1),
        TakesSteps, settings => settings.BatchSize is not null,
        (trial, value) => Settings(trial, trial.Settings with { BatchSize = Whole(value) }));

    /// <summary>Ids of the vocabulary.</summary>
    public static TrialChoice Words { get; } = new("words", "a whole number from 2", text => ReadWhole(text, 2),
        recipe => recipe.ReadsWords, _ => false,
        (trial, value) => trial with { Recipe = trial.Recipe with { NumWords = Whole(value) } })
    {
        HasOption = false,
    };

    /// <summary>What a word is.</summary>
    public static TrialChoice Split { get; } = new("split", "whitespace or character",
        text => text is "whitespace" or "character" ? text : null, IsOfWords,
        settings => settings.Split != Defaults.Split, (trial, value) => Settings(trial, trial.Settings with
        {
            Split = value == "character" ? TextSplit.Character : TextSplit.Whitespace,
        }))
    {
        Kind = default,
    };

    /// <summary>What is done to texts first.</summary>
    public static TrialChoice Cleaning { get; } = new("cleaning", string.Join(" or ", TextCleaning.Named.Keys),
        text => TextCleaning.Named.ContainsKey(text) ? text : null, IsOfWords,
        settings => settings.Cleaning != Defaults.Cleaning,
        (trial, value) => Settings(trial, trial.Settings with { Cleaning = TextCleaning.Named[value] }))
    {
        Kind = default,
    };

    /// <summary>Words in a row that are a feature of the linear model.</summary>
    public static TrialChoice Grams { get; } = new("grams", "a whole number from 1 to 3",
        text => ReadWhole(text, 1) is "1" or "2" or "3" ? text.TrimStart('0') : null,
        recipe => recipe == Recipes.Linear, _ => false,
        (trial, value) => Settings(trial, trial.Settings with { WordsInRow = Whole(value) }))
    {
        HasOption = false,
    };

    /// <summary>What vectors of words begin as, where there are texts without labels.</summary>
    public static TrialChoice Vectors { get; } = new("vectors", "learned or none", text =>
        text is "learned" or "none" ? text : null, recipe => recipe.ReadsWords, _ => false,
        (trial, value) => Settings(trial, value == "none" ? trial.Settings with { LearnsVectors = false }
            : trial.Settings.Unlabelled is not null ? trial.Settings
            : throw new ArgumentException("Try has vectors=learned, which needs texts without labels. Give such, or "
                + "leave it out.")))
    {
        Kind = default,
        HasOption = false,
    };

    /// <summary>Whether texts without labels are learned from, of which a linear model is sure.</summary>
    public static TrialChoice Unlabelled { get; } = new("unlabelled", "sure or none", text =>
        text is "sure" or "none" ? text : null, recipe => recipe.Frozen is null, _ => false,
        (trial, value) => Settings(trial, value == "none" ? trial.Settings
            : trial.Settings.Unlabelled is not null ? trial.Settings with { LearnsSure = true }
            : throw new ArgumentException("Try has unlabelled=sure, which needs texts without labels. Give such, or "
                + "leave it out.")))
    {
        Kind = default,
        HasOption = false,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrialChoice> All { get; } =
        [Rate, Length, Epochs, Patience, Batch, Words, Split, Cleaning, Grams, Vectors, Unlabelled];

    private static bool TakesSteps(Recipe recipe) => !recipe.IsFittedExactly;

    private static bool IsOfWords(Recipe recipe) => !recipe.SplitsItself && recipe != Recipes.Linear;

    private static Trial Settings(Trial trial, TrainingSettings settings) => trial with { Settings = settings };

    // Digits alone: a blank or a sign is a slip.
    private static string? ReadWhole(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string? ReadRate(string text) => float.TryParse(text,
        NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && number > 0 && float.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static int Whole(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    private static float Number(string value) => float.Parse(value, CultureInfo.InvariantCulture);
}
