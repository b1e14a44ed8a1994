using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What is wrong with the settings of a training, told before anything is learned.</summary>
internal static class SettingsChecks
{
    /// <summary>What a text of a class may count: beyond, products of single precision lose the other
    /// classes.</summary>
    internal const double LeastWeight = 1e-6, MostWeight = 1e6;

    /// <summary>Refuses numbers that no training has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public static void RequireRanges(TrainingSettings settings)
    {
        Require.AtLeast(1, settings.Epochs ?? 1, nameof(settings.Epochs));
        Require.AtLeast(1, settings.Patience ?? 1, nameof(settings.Patience));
        Require.AtLeast(1, settings.BatchSize ?? 1, nameof(settings.BatchSize));
        Within(settings.ValidationSplit is >= 0 and < 1, "a part from 0 to below 1", settings.ValidationSplit,
            nameof(settings.ValidationSplit));
        Within(settings.Threshold is >= 0 and <= 1, "a probability from 0 to 1", settings.Threshold,
            nameof(settings.Threshold));
        Within(settings.LearningRate is null or (> 0 and <= float.MaxValue), "a finite rate above 0",
            settings.LearningRate, nameof(settings.LearningRate));
        Within(settings.Minutes is null or > 0, "minutes above 0", settings.Minutes, nameof(settings.Minutes));

        static void Within(bool isWithin, string expected, IFormattable? received, string name)
        {
            if (!isWithin)
                throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture,
                    $"Expected {expected}, received {received}."));
        }
    }

    /// <summary>Refuses settings that the task does not have, or of which two say the same.</summary>
    /// <exception cref="ArgumentException">There are such.</exception>
    /// <exception cref="DataException">A goal names a class that there is not, or no threshold decides among those
    /// that there are.</exception>
    public static void RequireFor(TextTask task, TrainingSettings settings)
    {
        if (settings.Goal is { } goal)
        {
            if (task is not OneClass)
                throw new ArgumentException($"Goal belongs to a task with one class of each text, received "
                    + $"{task.Description}. Leave it out.", nameof(settings));
            if (settings.Threshold != new TrainingSettings().Threshold)
                throw new ArgumentException("Goal and Threshold both say where the line is drawn. Leave one of the two "
                    + "out.", nameof(settings));
            goal.Checked(task.Labels);
        }
        else if (settings.Threshold != new TrainingSettings().Threshold && task is not (SeveralLabels
            or OneClass { Labels.Count: 2 }))
            throw new DataException($"A threshold belongs to two classes or several labels, found {task.Description}, "
                + "of which no threshold decides. Leave it out.");
        if (settings.Unlabelled is { } unlabelled
            && (settings.Recipe is { ReadsWords: false } && settings.Try is null || settings.From is not null))
            throw new ArgumentException("Unlabelled lets networks of words begin with vectors of words, and "
                + (settings.From is not null ? "a classifier that is gone on from has its own"
                    : $"the recipe '{settings.Recipe!.Name}' has none") + ". Leave it out, give another recipe, "
                + $"or Try \"recipe={settings.Recipe?.Name} {TrialChoice.Unlabelled.Name}=sure\".", nameof(settings));
        if (settings.Try?.Has(TrialChoice.Unlabelled, "sure") == true && task is not OneClass)
            throw new DataException($"{TrialChoice.Unlabelled.Name}=sure gives one class to a text, and the task is "
                + $"{task.Description}. Leave it out.");
        if (settings.Unlabelled is { Count: 0 })
            throw new DataException("Expected texts without labels, found none.");
        if (settings is { Slim: true, KeepOptimizer: true })
            throw new ArgumentException("Slim leaves out the optimizer's state, which KeepOptimizer keeps. Leave one "
                + "of the two out.", nameof(settings));
        if (settings.Recipe is { SplitsItself: true } own && settings.From is null
            && (settings.Cleaning != TextCleaning.Reviews || settings.Split != TextSplit.Whitespace))
            throw new ArgumentException($"Cleaning and Split belong to recipes of words, and '{own.Name}' splits texts "
                + "its own way. Leave them out.", nameof(settings));
        if (settings.Recipe is { IsFittedExactly: true } && task.LinearLoss == LinearLoss.None)
            throw new ArgumentException($"No linear model fits the task '{task.ClassName}', whose LinearLoss is None. "
                + "Give the Recipe of a network.", nameof(settings));
    }

    /// <summary>Refuses what only the training of one network takes.</summary>
    /// <exception cref="ArgumentException">It is set.</exception>
    public static void RefuseThoseOfNetworks(TrainingSettings settings)
    {
        // A search has a state of its own.
        var isLong = settings.Recipe is null && settings.Minutes > TrialSearch.DefaultMinutes(0);
        var given = settings.Epochs is not null ? nameof(settings.Epochs)
            : settings.BatchSize is not null ? nameof(settings.BatchSize)
            : settings.LearningRate is not null ? nameof(settings.LearningRate)
            : settings.Patience is not null ? nameof(settings.Patience)
            : settings.BackupPath is not null && !isLong ? nameof(settings.BackupPath)
            : settings.Callbacks.Count > 0 ? nameof(settings.Callbacks)
            : settings.Recipe == Recipes.Linear && settings.Cleaning != TextCleaning.Reviews ? nameof(settings.Cleaning)
            : settings.Recipe == Recipes.Linear && settings.Split != TextSplit.Whitespace ? nameof(settings.Split)
            : null;
        if (given is not null)
            throw new ArgumentException($"{given} belongs to the training of one network, and "
                + (settings.Recipe is null ? "no recipe is given: the best of several is kept"
                    : $"the recipe '{settings.Recipe.Name}' is fitted exactly, without steps")
                + $". Give the Recipe of a network, or leave {given} out.", nameof(settings));
    }

    /// <summary>Refuses what no search, or not this one, has.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="texts">How many texts there are.</param>
    /// <exception cref="ArgumentException">It is set.</exception>
    public static void RequireForSearch(TrainingSettings settings, int texts)
    {
        if (settings.Folds is { } folds)
            Require.Between(TrialSearch.LeastFolds, TrialSearch.MostFolds, folds, nameof(settings.Folds));
        var isLong = TrialSearch.IsLong(settings, texts) && settings.From is null;
        if (!isLong && (settings.Folds is not null || settings.MoreRecipes.Count > 0))
            throw new ArgumentException($"{(settings.Folds is not null ? nameof(settings.Folds)
                : nameof(settings.MoreRecipes))} belongs to a search. Give Try, or more than "
                + FormattableString.Invariant($"{TrialSearch.DefaultMinutes(texts)} Minutes and no Recipe, or leave ")
                + "it out.", nameof(settings));
        if (settings is { Folds: not null, ValidationData: not null })
            throw new ArgumentException("Folds and ValidationData both say which texts judge. Leave one of the two "
                + "out.", nameof(settings));
        if (settings.Try is not { } grid) return;
        if (settings.From is not null)
            throw new ArgumentException("From goes on with one classifier as it is, and Try tries several. Leave one "
                + "of the two out.", nameof(settings));
        if (settings.Callbacks.Count > 0)
            throw new ArgumentException("Callbacks belongs to the training of one network, and Try tries several. "
                + "Leave one of the two out.", nameof(settings));
        var trials = grid.Count * (grid.HasRecipes || settings.Recipe is not null ? 1 : Recipes.Tried.Count);
        if (settings.Minutes is null && trials is < 0 or > TrialSearch.MostTrials)
            throw new ArgumentException(FormattableString.Invariant($"Try has {trials} combinations, more ")
                + FormattableString.Invariant($"than {TrialSearch.MostTrials}. Give fewer, or Minutes that end it."),
                nameof(settings));
        if (trials is < 0 or > TrialSearch.MostListed)
            throw new ArgumentException(FormattableString.Invariant($"Try has {trials} combinations, more ")
                + FormattableString.Invariant($"than {TrialSearch.MostListed}. Give fewer."), nameof(settings));
        _ = grid.Trials(settings);
    }

    /// <summary>The texts to validate on, once the task knows all their labels.</summary>
    /// <exception cref="ArgumentException">There is a split too.</exception>
    /// <exception cref="DataException">There are no texts, or a label is unknown.</exception>
    public static IReadOnlyList<LabelledText> Known(IReadOnlyList<LabelledText> given, TextTask task,
        TrainingSettings settings)
    {
        if (settings.ValidationSplit != new TrainingSettings().ValidationSplit)
            throw new ArgumentException($"{nameof(settings.ValidationData)} and {nameof(settings.ValidationSplit)} "
                + "both say which texts choose the epoch. Leave one of the two out.", nameof(settings));
        if (given.Count == 0) throw new DataException("Expected texts to validate on, found none.");
        try
        {
            foreach (var row in given) task.RequireKnown(row, settings.Counted);
        }
        catch (DataException error)
        {
            throw new DataException("Among the texts to validate on, not those to learn from, "
                + $"{char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}", error);
        }
        return given;
    }

    /// <summary>How much each class counts, null where all count alike, and whether those are the balanced
    /// weights.</summary>
    /// <exception cref="ArgumentException">The task has no classes, or a weight is out of its range.</exception>
    /// <exception cref="DataException">There is no class of a name.</exception>
    public static (double[]? Weights, bool AreBalanced) Weights(IReadOnlyList<LabelledText> texts, TextTask task,
        TrainingSettings settings)
    {
        if (settings.ClassWeight is not { } given) return (null, false);
        if (task is not OneClass)
            throw new ArgumentException($"{nameof(settings.ClassWeight)} belongs to a task with one class of each "
                + $"text, received {task.Description}. Leave it out.", nameof(settings));
        foreach (var (name, weight) in given)
        {
            if (!task.Labels.Contains(name))
                throw new DataException($"Class weights: there is no class "
                    + $"'{Printable.Label(LabelSet.Shortened(name))}'. {NearName.List(name, task.Labels.Names)}");
            if (!(weight is >= LeastWeight and <= MostWeight))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected weights of classes "
                    + $"from {LeastWeight} to {MostWeight}, received {weight} for '{name}'. Leave texts out that are "
                    + $"not to count."), nameof(settings));
        }
        var balanced = OneClass.BalancedWeights(texts);
        return ([.. task.Labels.Names.Select(name => given.GetValueOrDefault(name, 1))],
            balanced.All(entry => given.TryGetValue(entry.Key, out var weight) && weight == entry.Value));
    }
}
