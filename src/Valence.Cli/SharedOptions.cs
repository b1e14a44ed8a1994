using System.CommandLine;
using Valence.Backends;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Options that several commands have.</summary>
internal sealed class SharedOptions
{
    private const int MostThreads = 1024;
    private readonly Option<string?> _textColumn = new("--text-column") { Description = "The column of the texts; found by its name or place when not given." };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "The column of the labels; found by its name or place when not given." };
    private readonly Option<int?> _threads = NumberOption.Create<int>("--threads", "Worker threads; 0 for as many as there are processors. Results do not depend on it.", count => count is >= 0 and <= MostThreads, FormattableString.Invariant($"a number from 0 to {MostThreads}"));
    private readonly Option<string> _backend = new("--backend") { Description = "Where operations run: cpu, or reference (slow and obvious).", DefaultValueFactory = _ => "cpu" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON objects, one a line." };

    public SharedOptions() => OneOf(_backend, ["cpu", "reference"]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command, bool readsFile, bool json = true)
    {
        if (readsFile)
        {
            command.Options.Add(_textColumn);
            command.Options.Add(_labelColumn);
        }
        command.Options.Add(_threads);
        command.Options.Add(_backend);
        if (json) command.Options.Add(_json);
    }

    /// <summary>Adds <c>--json</c> alone.</summary>
    public void AddJsonTo(Command command) => command.Options.Add(_json);

    /// <summary>Whether answers are JSON.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The chosen backend.</summary>
    public Backend Backend(ParseResult parsed) =>
        parsed.GetValue(_backend) == "reference" ? new ReferenceBackend() : new CpuBackend(parsed.GetValue(_threads) ?? 0);

    /// <summary>The texts of a file, read while they are enumerated.</summary>
    public IEnumerable<LabelledText> Read(string path, ParseResult parsed, bool requireLabels, CancellationToken cancellation)
    {
        if (path.Length == 0) throw new UsageException("Expected the path of a file of texts, received an empty one.");
        using var rows = WithOptionNames(() => LabelledTexts.Read(path, Columns(parsed, requireLabels)).GetEnumerator());
        while (WithOptionNames(rows.MoveNext))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return rows.Current;
        }
    }

    // The library names the property that helps; here that is an option.
    private T WithOptionNames<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataFileException error) when (error.Setting is { } setting)
        {
            throw new UsageException($"{error.Path}: {error.Problem} Give {(setting == nameof(TextFileOptions.TextColumns) ? _textColumn : _labelColumn).Name}.", error);
        }
    }

    private TextFileOptions Columns(ParseResult parsed, bool requireLabels)
    {
        var options = new TextFileOptions { RequireLabels = requireLabels };
        if (parsed.GetValue(_textColumn) is { } text) options = options with { TextColumns = [text] };
        return parsed.GetValue(_labelColumn) is { } label ? options with { LabelColumn = label } : options;
    }

    /// <summary>Lets an option have none but certain values.</summary>
    public static void OneOf(Option<string> option, string[] values)
    {
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !values.Contains(token.Value))
                result.AddError($"{option.Name}: expected one of {string.Join(", ", values)}, received {token.Value}.");
        });
    }
}
