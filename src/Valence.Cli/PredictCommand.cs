using System.CommandLine;
using System.Text.Json.Nodes;
using Valence.Classification;

namespace Valence.Cli;

/// <summary><c>valence predict MODEL [TEXT… | --file F | -]</c></summary>
internal static class PredictCommand
{
    private const int TextsAtOnce = 256;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var texts = new Argument<string[]>("TEXT") { Description = "Texts to judge; '-' reads one text a line from standard input.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file") { Description = "A file of texts, in the forms of 'valence train', or plain text with one text a line." };
        var shared = new SharedOptions();
        var command = new Command("predict", "Answers with a label and its probability for each text.") { model, texts, file };
        shared.AddTo(command, readsFile: true);
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(texts) ?? [];
            var path = parsed.GetValue(file);
            if ((given.Length > 0) == (path is not null))
                throw new UsageException(path is null ? "Expected texts to judge, received none. Give TEXT, --file FILE or '-'." : "Expected either texts or --file, received both.");
            using var backend = shared.Backend(parsed);
            var classifier = TextClassifier.Load(parsed.GetValue(model)!, backend);
            var source = path is not null ? shared.Read(path, parsed, requireLabels: false).Select(row => row.Text)
                : given is ["-"] ? Lines(console.Input)
                : given;
            foreach (var some in source.Chunk(TextsAtOnce))
            {
                console.Cancellation.ThrowIfCancellationRequested();
                foreach (var (text, answer) in some.Zip(classifier.Predict(some))) Write(text, answer, classifier, shared.Json(parsed), console);
            }
            return 0;
        });
        return command;
    }

    private static void Write(string text, Prediction answer, TextClassifier classifier, bool json, CommandConsole console)
    {
        if (!json)
        {
            console.Output.WriteLine(answer.Label is null
                ? $"(nothing to read)\t\t{Shortened(text)}"
                : FormattableString.Invariant($"{answer.Label}\t{answer.Probability:F4}\t{Shortened(text)}"));
            return;
        }
        var probabilities = new JsonObject();
        for (var i = 0; i < answer.Probabilities.Count; i++) probabilities[classifier.Labels.Names[i]] = answer.Probabilities[i];
        console.WriteJson(new()
        {
            ["label"] = answer.Label,
            ["probability"] = answer.Label is null ? null : answer.Probability,
            ["probabilities"] = probabilities,
            ["note"] = answer.Label is null ? "nothing to read" : null,
        });
    }

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line) yield return line;
    }

    private static string Shortened(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        return line.Length <= 100 ? line : line[..100] + "…";
    }
}
