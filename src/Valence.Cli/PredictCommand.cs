using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence predict [MODEL] [TEXT… | --file F | -]</c></summary>
internal static class PredictCommand
{
    private const string Details = """
        Prints one line a text: the label, its probability from 0 to 1, and the beginning of the text.
        A text without a word that the model knows has the line '(nothing to read)'. A first argument that ends in
        .valence, names a file or looks like a path is the MODEL; without one, the model of sentiment that comes with
        the program answers. On a terminal, and with --explain, a second line names the words that moved the answer:
        those for it, and those against it, with how far each moves the logarithm of its odds against the next class.
        With --json each line has label, probability, probabilities (of every class) and note;
        label and probability are null where there is nothing to read; --explain adds explanation.
        """;

    private const string NothingToRead = "(nothing to read)";
    private const int ProbabilityWidth = 6;
    private const int TextsAtOnce = 256;
    private const int WordsShown = 6;
    private const double LeastShown = 0.05;

    public static Command Create(CommandConsole console)
    {
        var arguments = new Argument<string[]>("MODEL TEXT")
        {
            Description = "A file that 'valence train' wrote, and texts to judge; '-' alone reads one text a line "
            + "from standard input. Texts that begin with a dash come after '--'.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var explain = new Option<bool>("--explain") { Description = "Say which words moved each answer." };
        var file = new Option<string?>("--file")
        {
            HelpName = "FILE",
            Description = "A file of texts, in the forms of 'valence train', or plain text with one text a line; '-' "
                + "is standard input."
        };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("predict", "Answers with a label and its probability for each text.",
            Details,
            "valence predict \"The food was cold.\"",
            "valence predict reviews.valence \"The food was cold.\" --explain",
            "valence predict reviews.valence --file new.csv --json")
        {
            arguments, file, explain,
        };
        shared.AddTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(arguments) ?? [];
            var path = parsed.GetValue(file);
            var from = given is [var first, ..] && IsModel(first) ? first : null;
            if (from is not null) given = given[1..];
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
            using var backend = shared.Backend(parsed);
            if (from is null && given.FirstOrDefault(GivenModel.Is) is { } late)
                throw new UsageException($"'{late}' is a Valence classifier and '{given[0]}' is none: they look "
                    + $"swapped. Write '{Swapped(late, given[0])}'.");
            if (from is null)
                console.Warn("No MODEL is given: the model of sentiment answers, which learned from film reviews in "
                    + "English.");
            var classifier = from is null ? TextClassifier.Sentiment(backend) : GivenModel.Classifier(from,
                shared.Opening(parsed, backend),
                Swapped(path ?? given[0], from), path ?? given[0]);
            if (from is not null) GivenModel.Doubt(classifier, from, console);
            var explains = parsed.GetValue(explain) || !shared.Json(parsed) && !Console.IsOutputRedirected
                && console.Output.Inner == Console.Out;
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
                    Write(text, answer, classifier, explains, shared.Json(parsed), console);
            }
            return 0;
        });
        return command;
    }

    // What no sentence is: an ending of models, an existing file, or a path.
    private static bool IsModel(string argument) => argument.EndsWith(".valence", StringComparison.OrdinalIgnoreCase)
        || Path.Exists(argument) || argument.Length > 0 && !argument.Any(char.IsWhiteSpace)
            && (argument.Contains('/', StringComparison.Ordinal) || argument.Contains('\\', StringComparison.Ordinal)
                || argument[0] == '~' || Path.GetExtension(argument).Length > 1);

    private static void Write(string text, Prediction answer, TextClassifier classifier, bool explains, bool json,
        CommandConsole console)
    {
        var explanation = explains ? classifier.Explain(text) : null;
        if (!json)
        {
            var width = LabelWidth(classifier);
            var judged = answer.Label is null
                ? Padded(NothingToRead, width + 2 + ProbabilityWidth)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{Padded(Printable.Label(answer.Label), width)}  {answer.Probability:F4}");
            console.Output.WriteLine($"{judged}  {Beginning(text)}");
            if (explanation is { Words.Count: > 0 }) console.Output.WriteLine(Moved(explanation));
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
            ["explanation"] = explanation is null ? null : Json(explanation),
        });
    }

    private static string Moved(Explanation explanation)
    {
        var words = explanation.Words.Where(word => Math.Abs(word.Contribution) >= LeastShown)
            .OrderByDescending(word => Math.Abs(word.Contribution)).Take(WordsShown).ToArray();
        if (words.Length == 0) return "    no word moved it far";
        return $"   {Listed(" for it:", words.Where(word => word.Contribution > 0))}"
            + Listed("; against it:", words.Where(word => word.Contribution < 0));

        static string Listed(string beginning, IEnumerable<ExplainedWord> words)
        {
            var list = string.Join(", ", words.Select(word => string.Create(CultureInfo.InvariantCulture,
                $"{Printable.Label(word.Word)} ({word.Contribution:+0.00;-0.00})")));
            return list.Length == 0 ? "" : $"{beginning} {list}";
        }
    }

    private static JsonObject Json(Explanation explanation) => new()
    {
        ["next"] = explanation.Next,
        ["score"] = explanation.Score,
        ["base"] = explanation.Base,
        ["words"] = new JsonArray([.. explanation.Words.Select(word => (JsonNode)new JsonObject
        {
            ["word"] = word.Word,
            ["start"] = word.Start,
            ["contribution"] = word.Contribution,
        })]),
    };

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
