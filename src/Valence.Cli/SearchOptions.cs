using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>The options of <c>valence train</c> for a search, and what is told of it.</summary>
internal static class SearchOptions
{
    /// <summary>The option <c>--try</c>.</summary>
    public static Option<string?> CreateTry() => new("--try")
    {
        Description = "What to try, all combinations, of which the best on held-out texts is kept: names and values "
            + "such as \"recipe=lstm,cnn rate=.001,.003 length=128..512\". Names: recipe, "
            + $"{string.Join(", ", TrialChoice.All.Select(choice => choice.Name))}. A range of whole numbers means "
            + "doubling, one of rates half decades. With --minutes as many as fit.",
        HelpName = "LIST",
    };

    /// <summary>The option <c>--folds</c>.</summary>
    public static Option<int?> CreateFolds() => NumberOption.Create<int>("--folds", "With --try or more than 2 "
        + "--minutes: in how many parts the texts are cut, each of which judges what learned from the others; the best "
        + "is then trained as usual.", count => count is >= TrialSearch.LeastFolds and <= TrialSearch.MostFolds,
        string.Create(CultureInfo.InvariantCulture,
            $"a whole number from {TrialSearch.LeastFolds} to {TrialSearch.MostFolds}"),
        "5 for at most 2000 texts, else the held-out texts judge,");

    /// <summary>What is to be tried; null where nothing is said.</summary>
    /// <exception cref="UsageException">It is no list of names and values.</exception>
    public static TrialGrid? Grid(string? given)
    {
        try
        {
            return given is null ? null : TrialGrid.Parse(given);
        }
        catch (FormatException error)
        {
            throw new UsageException($"--try: {error.Message}", error);
        }
    }

    /// <summary>Refuses recipes of a pre-trained encoder without one.</summary>
    public static void RequireEncoder(TrialGrid? grid, string? encoder)
    {
        if (encoder is null && ((string[])[Recipes.PretrainedName, Recipes.EmbeddingsName]).FirstOrDefault(name =>
            grid?.Names(name) == true) is { } recipe)
            throw new UsageException($"--try: recipe={recipe} needs the folder of a pre-trained encoder. Give "
                + "--encoder FOLDER.");
    }

    /// <summary>The texts of <c>--unlabelled</c>; labels that they have are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The texts with labels, which are others.</param>
    /// <param name="read">Reads the file.</param>
    public static IReadOnlyList<string> Unlabelled(string path, string source,
        Func<string, IEnumerable<LabelledText>> read)
    {
        if (SamePath.Are(path, source))
            throw new UsageException($"--unlabelled: '{path}' is also FILE, the texts with labels. Give others.");
        if (!GivenTexts.MayBeOpened(path))
            throw new UsageException($"--unlabelled: expected a file of texts, found {GivenTexts.Named(path)}.");
        if (Directory.Exists(path))
            throw new UsageException($"--unlabelled: expected a file of texts, '{path}' is a folder. Give a file, one "
                + "text a line or with columns.");
        string[] texts = [.. UsageException.Reading(path, () => read(path).Select(row => row.Text).ToList())];
        return texts.Any(text => !string.IsNullOrWhiteSpace(text)) ? texts
            : throw new UsageException($"--unlabelled: '{path}' holds no text. Give another file.");
    }

    /// <summary>Tells what is wrong with a search before anything is learned.</summary>
    public static void Check(TrainingSettings settings, int texts)
    {
        try
        {
            SettingsChecks.RequireForSearch(settings, texts);
        }
        catch (ArgumentException error)
        {
            var said = UsageException.Said(error);
            throw new UsageException(said.StartsWith(nameof(settings.Try), StringComparison.Ordinal)
                ? $"--try{said[nameof(settings.Try).Length..]}" : said, error);
        }
    }

    /// <summary>A trial for programs, when it ends.</summary>
    public static JsonObject Json(TriedRecipe tried, double seconds)
    {
        var json = new JsonObject { ["trial"] = tried.Name };
        foreach (var (name, value) in ClassifierFile.Json(tried)) json[name] = value?.DeepClone();
        json["seconds"] = Math.Round(seconds, 3);
        return json;
    }

    /// <summary>What became of an interruption.</summary>
    /// <param name="path">The model to be written.</param>
    /// <param name="state">Where the state of the search goes.</param>
    /// <param name="trials">Trials that were whole.</param>
    /// <param name="isBest">Whether the model is the best so far.</param>
    public static string Interrupted(string path, string state, int trials, bool isBest) => string.Create(
        CultureInfo.InvariantCulture, $"Interrupted after {trials} {(trials == 1 ? "trial" : "trials")}; '{path}' "
            + $"{(isBest ? "holds the best of them" : "was not written")}."
            + $"{(File.Exists(state) ? " --resume goes on with the others." : "")}");
}
