using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
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
    /// <param name="input">Standard input, which <c>-</c> names where texts are read.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where a failure's one sentence goes, and progress where the output is JSON.</param>
    /// <param name="cancellation">Cancelled to stop as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Stream input, TextWriter output, TextWriter error,
        CancellationToken cancellation = default)
    {
        try
        {
            using var printed = new PrintedWriter(output, "Standard output");
            using var told = new PrintedWriter(error, "Standard error");
            var console = new CommandConsole(input, printed, told, cancellation);
            var root = new RootCommand(Description)
            {
                CheckCommand.Create(console), TrainCommand.Create(console), EvaluateCommand.Create(console),
                PredictCommand.Create(console),
                SummaryCommand.Create(console),
                InspectCommand.Create(console), ConvertCommand.Create(console), CompareCommand.Create(console),
            };
            root.Subcommands.Add(HelpCommand.Create(console, root));
            foreach (var help in root.Options.OfType<HelpOption>())
                help.Action = new ExplainingHelp((SynchronousCommandLineAction)help.Action!);
            // A text that begins with @ is a text, not the name of a file with arguments.
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            // What a shell asks to complete is no command yet.
            var isAsked = root.Directives.Any(directive => parsed.GetResult(directive) is not null);
            if (!isAsked && UsageMistake.In(parsed) is { } mistake) throw mistake;
            cancellation.ThrowIfCancellationRequested();
            var code = parsed.Invoke(
                new InvocationConfiguration { Output = printed, Error = told, EnableDefaultExceptionHandler = false });
            cancellation.ThrowIfCancellationRequested();
            return code;
        }
        catch (Exception failure)
        {
            return failure switch
            {
                InterruptedException => Fail(error, failure.Message, Interrupted),
                OperationCanceledException => Fail(error, "Interrupted.", Interrupted),
                NonFiniteLossException loss => Fail(error, string.Create(CultureInfo.InvariantCulture,
                    $"The loss became NaN or infinite at step {loss.Step + 1} of an epoch. Lower --learning-rate."),
                    Failed),
                TrainingWarningException => Fail(error, failure.Message, Failed),
                ValenceException or UsageException => Fail(error, failure.Message, WrongInput),
                FileNotFoundException or DirectoryNotFoundException => Fail(error, failure.Message, WrongInput),
                IOException or UnauthorizedAccessException or EndClosedException =>
                    Fail(error, failure.Message, Failed),
                OutOfMemoryException or TypeInitializationException { InnerException: OutOfMemoryException } =>
                    Fail(error, TooLittleMemory(args), Failed),
                _ => Fail(error, $"Internal error ({failure.GetType().Name}): {failure.Message}", Failed),
            };
        }
    }

    // .NET does not say how much was asked for last.
    private static string TooLittleMemory(string[] args)
    {
        const int mebi = 1 << 20;
        var memory = GC.GetGCMemoryInfo();
        var advice = args.FirstOrDefault() switch
        {
            "train" => "Give fewer or shorter texts, a lower --batch-size or another --recipe",
            "evaluate" or "predict" or "compare" => "Give the texts in parts, or lower --threads",
            _ => "The whole file has to fit, several times over",
        };
        return string.Create(CultureInfo.InvariantCulture, $"There is too little memory: the program has "
            + $"{Environment.WorkingSet / mebi} MiB, needs more, and may have "
                + $"{memory.TotalAvailableMemoryBytes / mebi} MiB. {advice}, or use a machine with more.");
    }

    private static int Fail(TextWriter error, string sentence, int code)
    {
        try
        {
            error.WriteLine($"valence: {Printable.Line(sentence)}");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Nobody can be told; the exit code still says it.
        }
        return code;
    }
}
