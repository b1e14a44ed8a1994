using System.CommandLine;
using System.Globalization;
using Valence.Backends;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>Options that several commands have.</summary>
internal sealed class SharedOptions
{
    private const int MostThreads = 1024;
    private readonly Option<int?> _threads = NumberOption.Create<int>("--threads",
        "Worker threads; 0 stands for as many as there are processors. Results do not depend on it.",
        count => count is >= 0 and <= MostThreads,
        string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {MostThreads}"), "0");
    private readonly Option<string> _backend = new(
        "--backend")
    {
        Description = "Where operations run: cpu, or reference (slow and obvious).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "cpu"
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON objects, one a line." };

    private readonly Option<long?> _activations = NumberOption.Create<long>("--max-activations",
        "The most numbers that a model may make of one row before its file is refused.", count => count > 0,
        string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {long.MaxValue}"),
        "what a thirty-second of the memory holds, and four times its weights");

    public SharedOptions() => OneOf(_backend, ["cpu", "reference"]);

    /// <summary>How a file of texts is read.</summary>
    public ReadingOptions Texts { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="needsLabels">Whether it reads no text without a label.</param>
    public void AddTo(Command command, bool needsLabels = false)
    {
        Texts.AddTo(command, needsLabels);
        command.Options.Add(_threads);
        command.Options.Add(_backend);
        command.Options.Add(_json);
    }

    /// <summary>Adds <c>--json</c> alone.</summary>
    public void AddJsonTo(Command command) => command.Options.Add(_json);

    /// <summary>Adds what bounds the models that are opened.</summary>
    public void AddOpeningTo(Command command) => command.Options.Add(_activations);

    /// <summary>How models are opened.</summary>
    public KerasLoadOptions Opening(ParseResult parsed, Backend? backend = null) =>
        new() { Backend = backend, MaxActivations = parsed.GetValue(_activations) };

    /// <summary>Whether answers are JSON.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The chosen backend.</summary>
    public Backend Backend(ParseResult parsed) =>
        parsed.GetValue(_backend) == "reference" ? new ReferenceBackend()
            : new CpuBackend(parsed.GetValue(_threads) ?? 0);

    /// <summary>Lets an option have none but certain values.</summary>
    public static void OneOf(Option option, string[] values)
    {
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !values.Contains(token.Value))
                result.AddError($"{option.Name}: expected one of {string.Join(", ", values)}, received "
                    + $"{token.Value}. {Text.NearName.Question(token.Value, values)}".TrimEnd());
        });
    }
}
