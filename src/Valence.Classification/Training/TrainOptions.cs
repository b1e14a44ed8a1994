using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The options of <c>valence train</c> that make a classifier again.</summary>
internal static class TrainOptions
{
    /// <summary>The options; null where the command line cannot say them: a recipe or a cleaning of one's
    /// own.</summary>
    /// <param name="trial">How it was trained.</param>
    /// <param name="task">What was learned.</param>
    /// <param name="areBalanced">Whether the weights of classes are the balanced ones.</param>
    /// <param name="epochs">The passes that were made; 0 for none.</param>
    public static string? Of(Trial trial, TextTask task, bool areBalanced, int epochs)
    {
        var (recipe, settings) = (trial.Original, trial.Settings);
        var cleaning = TextCleaning.Named.FirstOrDefault(entry => entry.Value == settings.Cleaning).Key;
        var isNamed = Recipes.All.Contains(recipe)
            || recipe.Name is Recipes.PretrainedName or Recipes.EmbeddingsName && settings.EncoderOptions.Length > 0;
        if (!isNamed || cleaning is null || task.Options is null
            || (settings.ValidationData ?? (object?)settings.From ?? settings.Unlabelled) is not null
                && settings.MoreOptions.Length == 0
            || settings.ClassWeight?.Keys.Any(name => name.AsSpan().IndexOfAny("\"$`\\=,") >= 0) == true) return null;
        var defaults = new TrainingSettings();
        var options = new StringBuilder((trial.Shape.Length == 0 ? $"--recipe {recipe.Name}"
            : $"--try \"recipe={recipe.Name} {trial.Shape}\"") + task.Options);
        if (epochs > 0) Add($" --epochs {epochs}");
        if (settings.BatchSize is { } size) Add($" --batch-size {size}");
        if (settings.LearningRate is { } rate) Add($" --learning-rate {rate}");
        if (settings.Cleaning != defaults.Cleaning && recipe != Recipes.Linear) Add($" --cleaning {cleaning}");
        if (areBalanced) Add($" --class-weights balanced");
        else if (settings.ClassWeight is { } weights)
            Add($" --class-weights \"{string.Join(',', weights.Select(entry =>
                FormattableString.Invariant($"{entry.Key}={entry.Value}")))}\"");
        if (settings.Split != defaults.Split && recipe != Recipes.Linear) Add($" --split character");
        if (settings.ValidationSplit != defaults.ValidationSplit)
            Add($" --validation-split {settings.ValidationSplit}");
        if (settings.Threshold != defaults.Threshold) Add($" --threshold {settings.Threshold}");
        if (settings.Goal is { } goal) Add($" --goal \"{goal}\"");
        if (settings.Slim) Add($" --slim");
        if (!Recipes.All.Contains(recipe)) options.Append(settings.EncoderOptions).Append(recipe.Options);
        options.Append(settings.MoreOptions);
        Add($" --seed {settings.Seed}");
        return options.ToString();

        void Add(FormattableString option) => options.Append(FormattableString.Invariant(option));
    }
}
