using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Saving;
using Valence.Training;

namespace Valence.Cli;

/// <summary>One call of a command for an <see cref="OtherTask"/>.</summary>
/// <param name="Parsed">What was given.</param>
/// <param name="Shared">The options of several commands.</param>
/// <param name="Console">Where it is told.</param>
/// <param name="Backend">Where operations run.</param>
internal sealed record TaskCall(ParseResult Parsed, SharedOptions Shared, CommandConsole Console, Backend Backend)
{
    /// <summary>The options that every task has.</summary>
    public static IReadOnlyList<string> OfAll { get; } = ["--task", "--model", "--quiet", "--json", "--threads",
        "--backend", "--max-activations", "--file"];

    /// <summary>The option that keeps the texts of a training from being known again.</summary>
    public const string NoFingerprints = "--no-fingerprints";

    /// <summary>Whether programs are told.</summary>
    public bool Json => Shared.Json(Parsed);

    /// <summary>Whether only warnings, errors and the last line are told.</summary>
    public bool IsQuiet => Parsed.GetValue<bool>("--quiet");

    /// <summary>Whether a person looks at a terminal.</summary>
    public bool IsTerminal => !Json && !System.Console.IsOutputRedirected && Console.Output.Inner == System.Console.Out;

    /// <summary>How epochs are told.</summary>
    public Verbosity Verbosity => IsQuiet ? Verbosity.Silent : IsTerminal ? Verbosity.Bar : Verbosity.Lines;

    /// <summary>Where epochs are told.</summary>
    public TextWriter Progress => IsTerminal ? Console.Output.Inner : Json ? Console.Error : Console.Output;

    /// <summary>Settings with how the training runs.</summary>
    /// <param name="settings">What is learned, and how.</param>
    /// <param name="backup">Where its state goes.</param>
    public T Running<T>(T settings, string backup) where T : RunSettings => (T)(settings with
    {
        Seed = Value<ulong?>("--seed") ?? settings.Seed,
        Backend = Backend,
        Output = Progress,
        Verbose = Verbosity,
        BackupPath = backup,
        Resume = Value<bool>("--resume"),
        CancellationToken = Console.Cancellation,
    });

    /// <summary>Refuses a target that is no model of before, and tells of one that is replaced.</summary>
    public void PrepareModel(string path)
    {
        if (TargetFile.ReplacesModel(path, "--model"))
            Console.Warn($"{path} is there already; this training replaces it.");
    }

    /// <summary>The page that <c>evaluate</c> is asked to write; null for none.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="file">The file that it is judged by.</param>
    public ReportFile? Page(string model, string file) =>
        ReportFile.Of(Value<string?>("--report"), by: null, Value<bool>("--force"), model, file);

    /// <summary>How a model's file is opened.</summary>
    public KerasLoadOptions Opening => Shared.Opening(Parsed, Backend);

    /// <summary>An option's value, or null where it is not given and has no default.</summary>
    public T? Value<T>(string option) => Parsed.GetValue<T>(option);

    /// <summary>Whether an option was given, and has not its default.</summary>
    public bool IsGiven(string option) => Parsed.GetResult(option) is OptionResult { Implicit: false };

    /// <summary>Writes a sentence unless programs are told, or nobody.</summary>
    public void Say(string sentence)
    {
        if (!Json && !IsQuiet) Console.Say(sentence);
    }

    /// <summary>Says how many texts of an evaluation were learned from.</summary>
    /// <param name="trained">What the model knows of them; null where its file does not say.</param>
    /// <param name="texts">The texts that judge.</param>
    /// <returns>How many; null where that is not known.</returns>
    public int? TellTrained(TrainedTexts? trained, IReadOnlyCollection<string> texts)
    {
        if (trained is null) return null;
        var count = texts.Count(trained.Contains);
        if (count > 0 && !Json) Console.Say($"{Figures.Seen(count, texts.Count, trained.IsSample)}.");
        return count;
    }

    /// <summary>Figures with how many texts were learned from.</summary>
    public static JsonObject With(int? trained, JsonObject figures)
    {
        figures["trained_on"] = trained;
        return figures;
    }

    /// <summary>The first option that was given though it is none of these; null where there is none.</summary>
    public static Option? Unused(ParseResult parsed, IEnumerable<string> uses)
    {
        var used = uses.Concat(OfAll).ToHashSet(StringComparer.Ordinal);
        return parsed.CommandResult.Command.Options.FirstOrDefault(option => !used.Contains(option.Name)
            && parsed.GetResult(option) is { Implicit: false });
    }

    /// <summary>Refuses options of other tasks.</summary>
    /// <param name="uses">The options that the task uses, beside those that all have.</param>
    /// <param name="task">Its name.</param>
    public void RefuseOthers(IEnumerable<string> uses, string task)
    {
        if (Unused(Parsed, uses) is { } other)
            throw new UsageException($"{other.Name} says nothing for --task {task}. Leave it out.");
    }

    /// <summary>What lies where a training's state goes is used, replaced, or somebody else's.</summary>
    /// <param name="backup">The file of the state.</param>
    public void PrepareBackup(string backup) => PrepareBackup(backup, Parsed.GetValue<bool>("--resume"), Console);

    /// <inheritdoc cref="PrepareBackup(string)"/>
    public static void PrepareBackup(string backup, bool resumes, CommandConsole console,
        Func<string, bool>? isOne = null)
    {
        TargetFile.Check(backup, "--model");
        if (!File.Exists(backup))
        {
            if (resumes)
                throw new UsageException($"--resume: expected '{backup}', which a training that broke off leaves; "
                    + "there is none. Train without --resume.");
            return;
        }
        if (resumes) return;
        if (!(isOne ?? BackupAndRestore.IsBackup)(backup))
            throw new UsageException($"--model: '{backup}' is where the state of the training goes, and something else "
                + "is there. Move it, or give the model another name.");
        console.Warn($"{backup} is of a training that broke off; this one begins anew and replaces it. --resume goes "
            + "on with it.");
    }

    /// <summary>Trains, and tells what became of an interruption.</summary>
    /// <param name="path">What was to be written.</param>
    /// <param name="backup">Where the state goes.</param>
    /// <param name="train">The training, until all is written.</param>
    public void Interruptible(string path, string backup, Action train)
    {
        var before = Value<bool>("--resume") ? default : File.GetLastWriteTimeUtc(backup);
        try
        {
            train();
        }
        catch (OperationCanceledException stop)
        {
            throw new InterruptedException(File.Exists(backup) && File.GetLastWriteTimeUtc(backup) != before
                ? $"Interrupted; '{path}' was not written. --resume goes on from its last state."
                : $"Interrupted before there was a state to go on from; '{path}' was not written.", stop);
        }
    }
}
