using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence predict MODEL [TEXT… | --file F | -]</c></summary>
internal static class PredictCommand
{
    private const string Details = """
        Prints one line a text: the label, its probability from 0 to 1, and the beginning of the text.
        A text without a word that the model knows has the line '(nothing to read)'.
        With --json each line has label, probability, probabilities (of every class) and note;
        label and probability are null where there is nothing to read.
        """;

    private const string NothingToRead = "(nothing to read)";
    private const int ProbabilityWidth = 6;
    private const int TextsAtOnce = 256;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var texts = new Argument<string[]>("TEXT")
        {
            Description = "Texts to judge; '-' alone reads one text a line "
            + "from standard input. Texts that begin with a dash come after '--'.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var file = new Option<string?>("--file")
        {
            HelpName = "FILE",
            Description = "A file of texts, in the forms of 'valence train', or plain text with one text a line; '-' "
                + "is standard input."
        };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("predict", "Answers with a label and its probability for each text.",
            Details,
            "valence predict reviews.valence \"The food was cold.\"",
            "valence predict reviews.valence --file new.csv --json")
        {
            model, texts, file,
        };
        shared.AddTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(texts) ?? [];
            var path = parsed.GetValue(file);
            if ((given.Length > 0) == (path is not null))
                throw new UsageException(path is null
                    ? "Expected texts to judge, received none. Give TEXT, --file FILE or '-'."
                    : "Expected either texts or --file, received both.");
            if (given.Length > 1 && given.Contains("-"))
                throw new UsageException("Expected '-' alone, received it among texts. Give the texts, or '-' to "
                    + "read them from standard input.");
            if (given.FirstOrDefault(text => text is ['-', _, ..]) is { } option
                && parsed.Tokens.All(token => token.Type != TokenType.DoubleDash))
                throw new UsageException($"There is no option '{option}'. If it is a text, write '--' before the "
                    + "texts.");
            var from = parsed.GetValue(model)!;
            using var backend = shared.Backend(parsed);
            var classifier = GivenModel.Classifier(from, shared.Opening(parsed, backend),
                Swapped(path ?? given[0], from), path ?? given[0]);
            GivenModel.Doubt(classifier, from, console);
            if (given is [var name] && name != "-" && File.Exists(name))
                console.Warn($"'{name}' is judged as a text. For the texts in the file of this name write --file "
                    + $"{ShellWord.Of(name)}.");
            var source = path is not null ? shared.Texts.Read(path, parsed, requireLabels: false, console,
                classifier.Labels.Names).Select(row => row.Text)
                : given is ["-"] ? shared.Texts.ReadLines(parsed, console)
                : given;
            foreach (var some in source.Chunk(TextsAtOnce))
            {
                console.Cancellation.ThrowIfCancellationRequested();
                foreach (var (text, answer) in some.Zip(classifier.Predict(some)))
                    Write(text, answer, classifier, shared.Json(parsed), console);
            }
            return 0;
        });
        return command;
    }

    private static void Write(string text, Prediction answer, TextClassifier classifier, bool json,
        CommandConsole console)
    {
        if (!json)
        {
            var width = LabelWidth(classifier);
            var judged = answer.Label is null
                ? Padded(NothingToRead, width + 2 + ProbabilityWidth)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{Padded(Printable.Label(answer.Label), width)}  {answer.Probability:F4}");
            console.Output.WriteLine($"{judged}  {Beginning(text)}");
            return;
        }
        var probabilities = new JsonObject();
        for (var i = 0; i < answer.Probabilities.Count; i++)
            probabilities[classifier.Labels.Names[i]] = answer.Probabilities[i];
        console.WriteJson(new()
        {
            ["label"] = answer.Label,
            ["probability"] = answer.Label is null ? null : answer.Probability,
            ["probabilities"] = probabilities,
            ["note"] = answer.Label is null ? "nothing to read" : null,
        });
    }

    private static string Swapped(string model, string texts) =>
        $"valence predict {ShellWord.Of(model)} {(Path.Exists(texts) ? "--file " : "")}{ShellWord.Of(texts)}";

    // Wide enough that the line of a text with nothing to read is aligned as well.
    private static int LabelWidth(TextClassifier classifier) =>
        Math.Max(NothingToRead.Length - 2 - ProbabilityWidth,
            classifier.Labels.Names.Max(name => Printable.Label(name).EnumerateRunes().Count()));

    private static string Padded(string text, int width) =>
        text + new string(' ', Math.Max(0, width - text.EnumerateRunes().Count()));

    private static string Beginning(string text)
    {
        const int longest = 100;
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= longest) return line.Append('…').ToString();
            line.Append(Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return line.ToString();
    }
}
