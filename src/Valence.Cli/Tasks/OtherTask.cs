using System.CommandLine;
using System.Text;
using Valence.Classification;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary>A task other than to answer a text with labels or a number: what <c>train</c>, <c>predict</c> and
/// <c>evaluate</c> do for it. One file and one row of <see cref="All"/> each.</summary>
internal abstract class OtherTask
{
    private const string Reading = "options that say how texts are read, such as --text-column";

    /// <summary>The tasks, each with options of its own, which belong to one command.</summary>
    public static IReadOnlyList<OtherTask> All() =>
        [new ChatTask(), new GenerateTask(), new MaskedWordsTask(), new TagTask(), new TranslateTask()];

    /// <summary>What <c>--task</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What it learns, as a sentence or two for the help of <c>train</c>.</summary>
    public abstract string Help { get; }

    /// <summary>Lines to type as they stand.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Whether a file, of which texts with labels are expected, is what this task learns from
    /// instead.</summary>
    public virtual bool Recognizes(string path) => false;

    /// <summary>The names that <c>--recipe</c> may have.</summary>
    public virtual IReadOnlyList<string> Recipes => [];

    /// <summary>Options of <c>train</c> that no other task has.</summary>
    public virtual IReadOnlyList<Option> TrainOptions => [];

    /// <summary>The other options of <c>train</c> that it uses, beside <c>--seed</c> and those that all have
    /// (<see cref="TaskCall.OfAll"/>).</summary>
    public abstract IReadOnlyList<string> TrainUses { get; }

    /// <summary>Whether <c>train</c> reads texts by the options that say how, but for labels.</summary>
    public virtual bool LearnsFromTexts => false;

    /// <summary>Learns from a file and writes another.</summary>
    /// <param name="call">The options.</param>
    /// <param name="source">The file to learn from, which is not <paramref name="path"/>.</param>
    /// <param name="path">What <c>--model</c> says.</param>
    public abstract void Train(TaskCall call, string source, string path);

    /// <summary>Options of <c>check</c> that no other task has.</summary>
    public virtual IReadOnlyList<Option> CheckOptions => [];

    /// <summary>The other options of <c>check</c> that it uses, beside <c>--task</c>, <c>--skip</c>, <c>--seed</c> and
    /// <c>--json</c>, and those that say how texts are read where it <see cref="LearnsFromTexts"/>.</summary>
    public virtual IReadOnlyList<string> CheckUses => [];

    /// <summary>What <c>check</c> looks at: the texts, unless a task has more to tell.</summary>
    /// <param name="call">The options.</param>
    /// <param name="path">The file to learn from.</param>
    public virtual TextsToCheck ToCheck(TaskCall call, string path) =>
        TextsToCheck.Of(call.Shared.Texts.Read(path, call.Parsed, requireLabels: false, call.Console));

    /// <summary>The form of files that it writes; null where it writes none that answers.</summary>
    public virtual ModelFormat? Format => null;

    /// <summary>Options of <c>predict</c> that no other task has.</summary>
    public virtual IReadOnlyList<Option> PredictOptions => [];

    /// <summary>The other options of <c>predict</c> that it uses, beside those that all have and those that say how
    /// texts are read.</summary>
    public virtual IReadOnlyList<string> PredictUses => [];

    /// <summary>Answers texts.</summary>
    /// <param name="call">The options.</param>
    /// <param name="model">A file of <see cref="Format"/>.</param>
    /// <param name="texts">The texts, in packets: several at once, or one by one where they come slowly.</param>
    public virtual void Predict(TaskCall call, ModelSource model, IEnumerable<IReadOnlyList<LabelledText>> texts) =>
        throw Nothing("predict", model);

    /// <summary>Options of <c>evaluate</c> that no other task has.</summary>
    public virtual IReadOnlyList<Option> EvaluateOptions => [];

    /// <summary>The options of <c>evaluate</c> that make a page.</summary>
    public static IReadOnlyList<string> PageOptions { get; } = ["--report", "--force"];

    /// <summary>The other options of <c>evaluate</c> that it uses, beside those that all have.</summary>
    public virtual IReadOnlyList<string> EvaluateUses => [];

    /// <summary>Whether <c>evaluate</c> reads texts by the options that say how.</summary>
    public virtual bool JudgesByTexts => LearnsFromTexts;

    /// <summary>Judges a model by a file.</summary>
    /// <param name="call">The options.</param>
    /// <param name="model">A file of <see cref="Format"/>.</param>
    /// <param name="path">The file of what is right.</param>
    public virtual void Evaluate(TaskCall call, ModelSource model, string path) => throw Nothing("evaluate", model);

    /// <summary>The help of the task: what it does, and the options of each command that it uses.</summary>
    public string Page()
    {
        var page = new StringBuilder($"Task {Name}:\n");
        foreach (var line in Help.ReplaceLineEndings("\n").Split('\n')) page.Append($"  {line}\n");
        Add("train FILE --task " + Name + " --model " + (Format is null ? "FOLDER" : "MODEL"), TrainOptions,
            [.. Recipes.Count > 0 ? [$"--recipe ({string.Join(", ", Recipes)})"] : (string[])[], .. TrainUses
                .Where(option => option != "--recipe"), "--seed", .. LearnsFromTexts ? [Reading] : (string[])[]]);
        if (Format is not null)
        {
            Add("predict MODEL TEXT… | --file FILE | -", PredictOptions, [.. PredictUses, Reading]);
            Add("evaluate MODEL FILE", EvaluateOptions, [.. EvaluateUses, .. JudgesByTexts ? [Reading] : (string[])[]]);
        }
        Add("check FILE --task " + Name, CheckOptions, [.. CheckUses, "--skip", "--seed",
            .. LearnsFromTexts ? [Reading] : (string[])[]]);
        page.Append("\nExamples:\n");
        foreach (var example in Examples) page.Append($"  {example}\n");
        return page.ToString();

        void Add(string usage, IReadOnlyList<Option> own, IReadOnlyList<string> others)
        {
            page.Append($"\nvalence {usage}\n");
            foreach (var option in own)
                page.Append($"  {option.Name}{(option.HelpName is { } value ? $" <{value}>" : "")}: "
                    + $"{option.Description}\n");
            page.Append($"  As 'valence {usage.Split(' ')[0]} --help' says: {string.Join(", ", others)}.\n");
        }
    }

    /// <summary>The task that wrote a model's file, and the file; null where it is a classifier or none of
    /// Valence's.</summary>
    public static (OtherTask Task, ModelSource Model)? Of(IReadOnlyList<OtherTask> tasks, string path)
    {
        if (!GivenTexts.IsFile(path)) return null;
        try
        {
            var source = ModelSource.OpenFile(path);
            if (source.IsArchive && FileKind.FormatOf(source) is SealedFormat format and not ClassifierFormat)
                return (tasks.Single(task => task.Format?.GetType() == format.GetType()), source);
            source.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or Formats.FileFormatException)
        {
            // Whoever opens it as a classifier tells what is wrong.
        }
        return null;
    }

    /// <summary>Refuses options of a task that is not asked for.</summary>
    public static void RefuseOptions(IReadOnlyList<OtherTask> tasks, Func<OtherTask, IReadOnlyList<Option>> options,
        ParseResult parsed)
    {
        foreach (var task in tasks)
            foreach (var option in options(task))
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new UsageException($"{option.Name} belongs to --task {string.Join(" or ", tasks.Where(one =>
                        options(one).Any(other => other.Name == option.Name)).Select(one => one.Name))}. Leave it "
                        + "out.");
    }

    private static UsageException Nothing(string verb, ModelSource model) =>
        new($"{model.Place.File}: 'valence {verb}' has nothing to ask such a model.");
}
