using System.CommandLine;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>--from MODEL</c>: a classifier that goes on learning.</summary>
internal static class FromOption
{
    public static Option<string?> Create() => new("--from")
    {
        Description = "A .valence classifier that goes on learning from FILE, such as one of another domain; its "
            + "recipe, cleaning, words and labels stay, and new words and labels are added. How it did before is "
            + "said beside. It stays as it is.",
        HelpName = "MODEL",
    };

    /// <summary>The classifier, which is neither of the command's other files.</summary>
    /// <param name="given">Its path.</param>
    /// <param name="model">That of the model to write, which could not be compared with it in its place.</param>
    /// <param name="texts">That of the texts.</param>
    /// <param name="opening">How it is opened.</param>
    /// <param name="console">Where doubts are told.</param>
    public static TextClassifier Open(string given, string model, string texts, KerasLoadOptions opening,
        CommandConsole console)
    {
        if (SamePath.Are(given, model))
            throw new UsageException($"--from: '{given}' is also --model, the file to write, and the earlier model "
                + "stays, to be compared. Give another name.");
        if (SamePath.Are(given, texts))
            throw new UsageException($"--from: '{given}' is also FILE, the texts to learn from. Give a model that "
                + "'valence train' wrote.");
        var opened = GivenModel.Classifier(given, opening with { Training = TrainingConfiguration.Ignored });
        GivenModel.Doubt(opened, given, console);
        return opened;
    }

    /// <summary>Refuses what the classifier has already.</summary>
    public static void RefuseOthers(TextClassifier earlier, string given, ParseResult parsed, Option<string?> recipe,
        Option<string?> task, Option[] others)
    {
        if (earlier.Recipe is Recipes.PretrainedName or Recipes.EmbeddingsName)
            throw new UsageException($"--from: '{given}' is of the recipe {earlier.Recipe}, which does not go on from "
                + $"a model. Train with --recipe {earlier.Recipe} --encoder FOLDER on the texts of both.");
        if (earlier.Encoder is JoinedEncoder)
            throw new UsageException($"--from: '{given}' is the mean of several, {earlier.Recipe}, which do not go on "
                + "learning together. Train on the texts of both.");
        if (!Recipes.All.Any(known => known.Name == earlier.Recipe))
            throw new UsageException($"--from: '{given}' is of a recipe of its author's own, '{earlier.Recipe}', which "
                + "only a program of theirs can train further. Train without it.");
        if (parsed.GetValue(recipe) is { } name && name != earlier.Recipe)
            throw new UsageException($"--recipe {name}: '{given}' is of the recipe {earlier.Recipe}, which goes on "
                + "learning as it is. Leave --recipe or --from out.");
        if (parsed.GetValue(task) is { } asked && asked != TaskNames.Of(earlier.Task))
            throw new UsageException($"--task {asked}: '{given}' answers with {earlier.Task.Description}. Leave --task "
                + "or --from out.");
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
            throw new UsageException($"{unused.Name}: '{given}' goes on learning as it is, and prepares texts as "
                + $"before. Leave {unused.Name} or --from out.");
    }
}
