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
        Prints one line a text: the label, its probability from 0 to 1, and the beginning of the text; of several
        labels each above its threshold with its probability, or '(no label)'; of a number the number.
        With --highest-risk a text of which the model is too unsure has the line 'unsure (LABEL PROBABILITY)'.
        An answer to a text that is like hardly any the model was trained with ends in '(unlike the training)'.
        A text of more words than a network takes at once is read in windows; where there are so many that it is not
        read to its beginning, the line ends in the part that was, such as '(21.5 % of it read)'.
        A text without a word that the model knows has the line '(nothing to read)'. A first argument that ends in
        .valence, names a file or looks like a path is the MODEL; without one, the model of sentiment that comes with
        the program answers. No other argument may name a file. On a terminal, and with --explain, a second line names
        the words that moved the answer: those for it, and those against it, with how far each moves the logarithm of
        its odds against the next class, and what all other words and none at all come to; together they are that
        logarithm, before a curve that calibrates the model's probabilities, where it has one.
        With --json each line has label, probability, probabilities (of every class), abstained, unseen_words (the share
        of the text's words that the model does not know, from 0 to 1), unlike_training, windows, share_read (from 0 to
        1) and note; label and probability are null where there is nothing to read or the model abstains; --explain adds
        explanation. In the place of label and probability models of several labels write labels, those of numbers
        value. --top writes top, a list of labels with probabilities, in the place of probabilities.
        With --output csv each row has the number of the text, all columns of its file, and label and probability, which
        are empty where there is nothing to read. A cell that begins with =, +, -, @ or a control character, by which a
        spreadsheet knows formulas, begins with an apostrophe.
        Texts that come slowly are answered when they come.
        """;

    private const string Text = "text";
    private const string Csv = "csv";
    private const string Json = "json";
    private const string NothingToRead = "(nothing to read)";
    private const string Unlike = "  (unlike the training)";
    private const string Unsure = "unsure";
    private const string NoLabel = "(no label)";
    private const string NoTexts = "Expected texts to judge, received none. Give TEXT, --file FILE or '-'.";
    private const int LabelsExplained = 3;
    private const int ProbabilityWidth = 6;
    private const int TextsAtOnce = 256;
    private const int WordsShown = 6;
    private const double LeastShown = 0.05, LeastLeft = 0.005;

    public static Command Create(CommandConsole console)
    {
        var others = OtherTask.All();
        var arguments = new Argument<string[]>("MODEL TEXT")
        {
            Description = "A file that 'valence train' wrote, and texts to judge; '-' alone, or nothing where "
            + "standard input is redirected, reads one text a line from it. Texts that begin with a dash come "
            + "after '--'.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var explain = new Option<bool>("--explain") { Description = "Say which words moved each answer." };
        var file = new Option<string?>("--file")
        {
            HelpName = "FILE",
            Description = "A file of texts, in the forms of 'valence train', or plain text with one text a line; '-' "
                + "is standard input."
        };
        var threshold = GivenModel.Threshold();
        var risk = GivenModel.HighestRisk();
        var form = new Option<string>("--output")
        {
            Description = "How answers are printed: text, csv (the texts' columns with the answers) or json, as "
                + "--json.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Text,
        };
        SharedOptions.OneOf(form, [Text, Csv, Json]);
        var top = NumberOption.Create<int>("--top", "How many of the most probable labels to print, with their "
            + "probabilities.", count => count >= 1,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {int.MaxValue}"),
            "the answer alone");
        var shared = new SharedOptions();
        var command = new ExplainedCommand("predict", "Answers with a label and its probability for each text.",
            Details,
            "valence predict \"The food was cold.\"",
            "valence predict reviews.valence \"The food was cold.\" --explain",
            "valence predict reviews.valence --file new.csv --json")
        {
            arguments, file, explain, threshold, risk, form, top,
        };
        foreach (var option in others.SelectMany(other => other.PredictOptions)) command.Options.Add(option);
        shared.AddTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(arguments) ?? [];
            var path = parsed.GetValue(file);
            var from = given is [var first, ..] && IsModel(first) ? first : null;
            if (from is not null) given = given[1..];
            if (given.Length > 0 && path is not null)
                throw new UsageException("Expected either texts or --file, received both.");
            // As other programs do that lines are piped to.
            var isImplied = given.Length == 0 && path is null;
            if (isImplied && console.Output.Inner == Console.Out && !Console.IsInputRedirected)
                throw new UsageException(NoTexts);
            if (isImplied) given = [GivenTexts.StandardInput];
            if (given.Length > 1 && given.Contains("-"))
                throw new UsageException("Expected '-' alone, received it among texts. Give the texts, or '-' to "
                    + "read them from standard input.");
            if (given.FirstOrDefault(text => text is ['-', _, ..]) is { } option
                && parsed.Tokens.All(token => token.Type != TokenType.DoubleDash))
                throw new UsageException($"There is no option '{option}'. If it is a text, write '--' before the "
                    + "texts.");
            var written = shared.Json(parsed) ? Json : parsed.GetValue(form);
            if (shared.Json(parsed) && parsed.GetResult(form) is { Implicit: false } && parsed.GetValue(form) != Json)
                throw new UsageException($"--json and --output {parsed.GetValue(form)}: leave one of the two out.");
            if (written == Csv && parsed.GetValue(explain))
                throw new UsageException("--explain: a CSV has no place for words that moved an answer. Give --output "
                    + "json, or leave --explain out.");
            using var backend = shared.Backend(parsed);
            if (from is null && given.FirstOrDefault(GivenModel.Is) is { } late)
                throw new UsageException($"'{late}' is a Valence classifier and '{given[0]}' is none: they look "
                    + $"swapped. Write '{Swapped(late, given[0])}'.");
            if (from is not null && OtherTask.Of(others, from) is var (asked, opened))
            {
                RefuseFiles(given);
                var call = new TaskCall(parsed, shared, console, backend);
                call.RefuseOthers([.. asked.PredictUses, .. asked.PredictOptions.Select(option => option.Name),
                    .. path is null ? [] : shared.Texts.OptionsOfTexts.Select(option => option.Name)], asked.Name);
                asked.Predict(call, opened, Packeted(Source(null)));
                return 0;
            }
            OtherTask.RefuseOptions(others, one => one.PredictOptions, parsed);
            if (from is null)
                console.Warn("No MODEL is given: the model of sentiment answers, which learned from film reviews "
                    + "and everyday remarks in English.");
            var classifier = from is null ? TextClassifier.Sentiment(backend) : GivenModel.Classifier(from,
                shared.Opening(parsed, backend),
                Swapped(path ?? given[0], from), path ?? given[0]);
            RefuseFiles(given);
            if (from is not null) GivenModel.Doubt(classifier, from, console);
            if (parsed.GetValue(threshold) is not null && parsed.GetValue(risk) is not null)
                throw new UsageException("--threshold and --highest-risk both say what is answered. Leave one of the "
                    + "two out.");
            classifier = GivenModel.WithThreshold(classifier, parsed.GetValue(threshold));
            classifier = GivenModel.WithHighestRisk(classifier, parsed.GetValue(risk));
            var most = parsed.GetValue(top);
            if (most is not null && classifier.Labels.Count == 0)
                throw new UsageException($"--top: the model answers with {classifier.Task.Description}, of which there "
                    + "is one. Leave --top out.");
            var explains = parsed.GetValue(explain) || written == Text && !Console.IsOutputRedirected
                && console.Output.Inner == Console.Out;
            var csv = new PredictedCsv(console.Output, classifier.Task, most);
            var number = 0;
            foreach (var some in Packeted(Source(classifier)))
            {
                console.Cancellation.ThrowIfCancellationRequested();
                foreach (var (row, answer) in some.Zip(classifier.Predict([.. some.Select(row => row.Text)])))
                {
                    number++;
                    if (written == Csv) csv.Write(number, row, answer);
                    else Write(row.Text, answer, classifier, explains, most, written == Json, console);
                }
            }
            if (isImplied && number == 0) throw new UsageException(NoTexts);
            return 0;

            IEnumerable<LabelledText> Source(TextClassifier? by) => path is not null
                ? shared.Texts.Read(path, parsed, requireLabels: false, console, by, keepsCells: written == Csv)
                : (given is ["-"] ? shared.Texts.ReadLines(parsed, console, by?.Training.Reading ?? []) : given)
                    .Select((text, i) => new LabelledText(text, null, i + 1));

            IEnumerable<IReadOnlyList<LabelledText>> Packeted(IEnumerable<LabelledText> source) =>
                (path is not null ? GivenTexts.MayBeOpened(path) : given is not ["-"]) ? source.Chunk(TextsAtOnce)
                    : Packets.AsTheyCome(source, TextsAtOnce, console.Cancellation);
        });
        return command;
    }

    private static void RefuseFiles(IEnumerable<string> texts)
    {
        if (texts.FirstOrDefault(text => text != GivenTexts.StandardInput && File.Exists(text)) is { } name)
            throw new UsageException($"Expected texts, received '{name}', which is a file. Write --file "
                + $"{ShellWord.Of(name)} for the texts in it; where the name itself is the text, give it on standard "
                + "input.");
    }

    // What no sentence is: an ending of models, an existing file, or a path.
    private static bool IsModel(string argument) => argument.EndsWith(".valence", StringComparison.OrdinalIgnoreCase)
        || Path.Exists(argument) || argument.Length > 0 && !argument.Any(char.IsWhiteSpace)
            && (argument.Contains('/', StringComparison.Ordinal) || argument.Contains('\\', StringComparison.Ordinal)
                || argument[0] == '~' || Path.GetExtension(argument).Length > 1);

    private static void Write(string text, Prediction answer, TextClassifier classifier, bool explains, int? top,
        bool json, CommandConsole console)
    {
        Explanation[] explanations = explains && answer.IsReadable ? [.. Explained(text, answer, classifier)] : [];
        if (!json)
        {
            console.Output.WriteLine($"{Judged(answer, classifier, top)}  {Beginning(text)}"
                + (answer is { IsReadable: true, IsUnlikeTraining: true } ? Unlike : "")
                + (answer.ShareRead < 1 ? $"  ({Percent(answer.ShareRead)} of it read)" : ""));
            foreach (var explanation in explanations.Where(explanation => explanation.Words.Count > 0))
                console.Output.WriteLine(classifier.Task is SeveralLabels
                    ? $"    {Printable.Label(explanation.Label!)}:{Moved(explanation)[3..]}" : Moved(explanation));
            return;
        }
        var probabilities = new JsonObject();
        for (var i = 0; i < answer.Probabilities.Count; i++)
            probabilities[classifier.Labels.Names[i]] = answer.Probabilities[i];
        var written = new JsonObject();
        if (classifier.Task is OneNumber) written["value"] = answer.Value;
        else if (classifier.Task is SeveralLabels)
            written["labels"] = answer.IsReadable
                ? new JsonArray([.. answer.Labels.Select(label => (JsonNode)label)]) : null;
        else
        {
            written["label"] = answer.Label;
            written["probability"] = answer.Label is null ? null : answer.Probability;
            written["abstained"] = answer.IsAbstained;
        }
        if (top is { } most)
            written["top"] = new JsonArray([.. answer.Top(most).Select(entry =>
                (JsonNode)new JsonObject { ["label"] = entry.Key, ["probability"] = entry.Value })]);
        else if (classifier.Task is not OneNumber) written["probabilities"] = probabilities;
        written["unseen_words"] = answer.UnseenWords;
        written["unlike_training"] = answer.IsUnlikeTraining;
        written["windows"] = answer.Windows;
        written["share_read"] = answer.ShareRead;
        written["note"] = answer.IsReadable ? null : "nothing to read";
        if (classifier.Task is SeveralLabels)
            written["explanations"] = explains ? new JsonArray([.. explanations.Select(Words)]) : null;
        else written["explanation"] = explanations is [var only] ? Words(only) : null;
        console.WriteJson(written);
    }

    // Of several labels those above their thresholds are explained, or the most probable where none is.
    private static IEnumerable<Explanation> Explained(string text, Prediction answer, TextClassifier classifier) =>
        answer.Labels.Count > 0 && classifier.Task is SeveralLabels
            ? answer.Labels.Take(LabelsExplained).Select(label => classifier.Explain(text, label))
            : [classifier.Explain(text)];

    private static string Judged(Prediction answer, TextClassifier classifier, int? top)
    {
        if (top is { } most && answer.IsReadable)
            return (answer.Withheld is null ? "" : $"{Unsure}: ") + string.Join(", ", answer.Top(most).Select(entry =>
                string.Create(CultureInfo.InvariantCulture, $"{Printable.Label(entry.Key)} {entry.Value:F4}")));
        if (classifier.Task is OneClass)
        {
            var width = LabelWidth(classifier);
            if (answer.Withheld is { } withheld)
                return Padded(string.Create(CultureInfo.InvariantCulture,
                    $"{Unsure} ({Printable.Label(withheld)} {answer.Probability:F2})"), width + 2 + ProbabilityWidth);
            return answer.Label is null ? Padded(NothingToRead, width + 2 + ProbabilityWidth)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{Padded(Printable.Label(answer.Label), width)}  {answer.Probability:F4}");
        }
        if (!answer.IsReadable) return NothingToRead;
        if (answer.Value is { } value) return string.Create(CultureInfo.InvariantCulture, $"{value:F4}");
        if (answer.Labels.Count == 0) return NoLabel;
        return string.Join(", ", answer.Labels.Select(label => string.Create(CultureInfo.InvariantCulture,
            $"{Printable.Label(label)} {answer.Probabilities[classifier.Labels.IndexOf(label, 0)]:F4}")));
    }

    // What is not all of it is not 100 %, and what is some of it not 0 %.
    private static string Percent(double share) => share < 0.001 ? "less than 0.1 %"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(1000 * share) / 10} %");

    private static string Moved(Explanation explanation)
    {
        var words = explanation.Words.Where(word => Math.Abs(word.Contribution) >= LeastShown)
            .OrderByDescending(word => Math.Abs(word.Contribution)).Take(WordsShown).ToArray();
        if (words.Length == 0) return "    no word moved it far";
        var others = explanation.Words.Sum(word => word.Contribution) - words.Sum(word => word.Contribution);
        return "    " + string.Join("; ", ((string[])[Listed("for it:", words.Where(word => word.Contribution > 0)),
            Listed("against it:", words.Where(word => word.Contribution < 0)),
            explanation.Words.Count > words.Length ? $"all other words: {Signed(others)}" : "",
            $"without words: {Signed(explanation.Base)}",
            Math.Abs(explanation.Left) >= LeastLeft ? $"left: {Signed(explanation.Left)}" : "",
            $"together: {Signed(explanation.Score)}"]).Where(list => list.Length > 0));

        static string Listed(string beginning, IEnumerable<ExplainedWord> words)
        {
            var list = string.Join(", ", words.Select(word => string.Create(CultureInfo.InvariantCulture,
                $"{Shown(word.Word)} ({Signed(word.Contribution)})")));
            return list.Length == 0 ? "" : $"{beginning} {list}";
        }

        // A comma among commas is seen by its quotes.
        static string Shown(string word) => word.Any(char.IsLetterOrDigit) ? Printable.Label(word)
            : $"'{Printable.Label(word)}'";

        static string Signed(double number) => number.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
    }

    private static JsonNode Words(Explanation explanation)
    {
        var json = new JsonObject();
        if (explanation.Next is null && explanation.Label is not null) json["label"] = explanation.Label;
        else if (explanation.Next is not null) json["next"] = explanation.Next;
        json["score"] = explanation.Score;
        json["base"] = explanation.Base;
        json["left"] = explanation.Left;
        json["words"] = new JsonArray([.. explanation.Words.Select(word => (JsonNode)new JsonObject
        {
            ["word"] = word.Word,
            ["start"] = word.Start,
            ["contribution"] = word.Contribution,
        })]);
        return json;
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
