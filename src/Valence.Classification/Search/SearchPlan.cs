using System.Globalization;

namespace Valence.Classification;

/// <summary>What a search tries that nobody listed: other recipes and settings of the linear model, then what is near
/// the best network, from cheap to dear.</summary>
/// <param name="settings">Those of the search.</param>
/// <param name="longest">About how many words the longest text has.</param>
/// <param name="vocabulary">How many ids the words of the texts would be.</param>
/// <param name="usual">How many words in a row the linear model has unless it is said.</param>
/// <param name="hasNetworks">Whether the texts are enough for networks.</param>
/// <param name="hasClasses">Whether there is one class of each text.</param>
internal sealed class SearchPlan(TrainingSettings settings, int longest, Lazy<int> vocabulary, int usual,
    bool hasNetworks, bool hasClasses)
{
    // Steps of a learning rate up and down, which are half decades.
    private const double HalfDecade = 3.1622776601683795;

    private const int LongerPatience = 5;

    private const int FewestWords = 1000;

    private static readonly Recipe[] Others = [Recipes.Bigram, Recipes.Mlp, Recipes.Lstm, Recipes.Gru, Recipes.CnnLstm,
        Recipes.Transformer];

    /// <summary>The network of a recipe, which learns on while its epochs get better.</summary>
    public Trial Network(Recipe recipe) => new(recipe, settings) { IsOpen = true };

    /// <summary>A recipe as a search tries it first.</summary>
    public Trial Of(Recipe recipe) => recipe.IsFittedExactly ? Fitted(recipe) : Network(recipe);

    /// <summary>The trial that is to come next.</summary>
    /// <param name="isDone">Whether a trial was made or left out before.</param>
    /// <param name="best">The best trial with a network, or null.</param>
    public Trial? Next(Func<Trial, bool> isDone, Trial? best)
    {
        IEnumerable<Trial> others =
        [
            .. Enumerable.Range(1, 3).Where(words => words != usual).Select(words => Fitted(Recipes.Linear)
                .With(TrialChoice.Grams, Whole(words))),
            .. HasSure ? [Sure(Fitted(Recipes.Linear))] : (Trial[])[],
            .. hasNetworks ? Others.Select(Network) : [],
        ];
        return others.OrderBy(trial => trial.IdCost(longest)).FirstOrDefault(IsNew)
            ?? (best is null ? [] : Near(best)).OrderBy(trial => trial.IdCost(longest)).FirstOrDefault(trial =>
                IsNew(trial) && !IsUsual(trial));

        bool IsNew(Trial trial) => !isDone(trial);
    }

    private bool HasSure => settings.Unlabelled is not null && hasClasses;

    private static Trial Sure(Trial trial) => trial.With(TrialChoice.Unlabelled, "sure");

    // What was chosen is what the recipe has of itself.
    private bool IsUsual(Trial trial) => trial.Settings.LearnsVectors && !trial.Settings.LearnsSure
        && trial.Settings.Patience == settings.Patience && trial.Recipe.MaxLength == trial.Original.MaxLength
        && trial.Recipe.NumWords == trial.Original.NumWords && trial.Settings.LearningRate is { } rate
        && Math.Abs(rate / (settings.LearningRate ?? trial.Original.LearningRate) - 1) < 1e-3;

    private Trial Fitted(Recipe recipe) => new(recipe, settings with { Recipe = recipe });

    // One setting is changed at a time.
    private IEnumerable<Trial> Near(Trial trial)
    {
        var (recipe, rate) = (trial.Recipe, trial.Settings.LearningRate ?? trial.Recipe.LearningRate);
        yield return trial.With(TrialChoice.Rate, Rounded(rate * HalfDecade));
        yield return trial.With(TrialChoice.Rate, Rounded(rate / HalfDecade));
        if (trial.Settings.Patience is null)
            yield return trial.With(TrialChoice.Patience, LongerPatience.ToString(CultureInfo.InvariantCulture));
        if (HasSure && recipe.Frozen is null && !trial.Settings.LearnsSure) yield return Sure(trial);
        if (!recipe.ReadsWords) yield break;
        if (trial.Settings is { Unlabelled: not null, LearnsVectors: true })
            yield return trial.With(TrialChoice.Vectors, "none");
        if (recipe.MaxLength < longest) yield return trial.With(TrialChoice.Length, Whole(recipe.MaxLength * 2L));
        if (Math.Min(recipe.MaxLength, longest) is var length and >= 128)
            yield return trial.With(TrialChoice.Length, Whole(length / 2));
        if (recipe.NumWords < vocabulary.Value)
            yield return trial.With(TrialChoice.Words, Whole(recipe.NumWords * 2L));
        if (Math.Min(recipe.NumWords, vocabulary.Value) is var words and > FewestWords)
            yield return trial.With(TrialChoice.Words, Whole(Math.Max(FewestWords, words / 2)));
    }

    // 1 or 3 times a power of ten, the nearer one.
    private static string Rounded(double rate)
    {
        var decade = Math.Pow(10, Math.Floor(Math.Log10(rate) + 0.01));
        return TrialChoice.Rate.Read(((float)(decade * (rate / decade < 2 ? 1 : rate / decade < 6 ? 3 : 10)))
            .ToString(CultureInfo.InvariantCulture))!;
    }

    private static string Whole(long number) =>
        Math.Min(int.MaxValue, number).ToString(CultureInfo.InvariantCulture);
}
