using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Formats;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Cli;

/// <summary>The program <c>valence</c>: parses, calls the library, prints. Exit codes: 0 done, 1 failed, 2 wrong usage
/// or input, 130 interrupted.</summary>
public static class CommandLine
{
    private const string Description = """
        Trains text classifiers on a CSV of texts, judges them, and asks them; shows, converts and compares files
        of models.

        Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted.
        """;

    private const int Failed = 1;
    private const int WrongInput = 2;
    private const int Interrupted = 130;

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="input">Where <c>predict MODEL -</c> reads texts.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where a failure's one sentence goes, and progress where the output is JSON.</param>
    /// <param name="cancellation">Cancelled to stop as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextReader input, TextWriter output, TextWriter error,
        CancellationToken cancellation = default)
    {
        try
        {
            var console = new CommandConsole(input, output, error, cancellation);
            var root = new RootCommand(Description)
            {
                TrainCommand.Create(console), EvaluateCommand.Create(console), PredictCommand.Create(console),
                SummaryCommand.Create(console),
                InspectCommand.Create(console), ConvertCommand.Create(console), CompareCommand.Create(console),
            };
            root.Subcommands.Add(HelpCommand.Create(console, root));
            foreach (var help in root.Options.OfType<HelpOption>())
                help.Action = new ExplainingHelp((SynchronousCommandLineAction)help.Action!);
            // A text that begins with @ is a text, not the name of a file with arguments.
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (UsageMistake.In(parsed) is { } mistake) throw mistake;
            cancellation.ThrowIfCancellationRequested();
            var code = parsed.Invoke(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            cancellation.ThrowIfCancellationRequested();
            return code;
        }
        catch (Exception failure)
        {
            return failure switch
            {
                InterruptedException => Fail(error, failure.Message, Interrupted),
                OperationCanceledException => Fail(error, "Interrupted.", Interrupted),
                NonFiniteLossException or TrainingWarningException => Fail(error, failure.Message, Failed),
                ValenceException or UsageException => Fail(error, failure.Message, WrongInput),
                FileNotFoundException or DirectoryNotFoundException => Fail(error, failure.Message, WrongInput),
                IOException or UnauthorizedAccessException => Fail(error, failure.Message, Failed),
                _ => Fail(error, $"Internal error ({failure.GetType().Name}): {failure.Message}", Failed),
            };
        }
    }

    private static int Fail(TextWriter error, string sentence, int code)
    {
        try
        {
            error.WriteLine($"valence: {Printable.Line(sentence)}");
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code still says it.
        }
        return code;
    }
}
