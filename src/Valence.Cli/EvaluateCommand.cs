using System.CommandLine;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence evaluate MODEL FILE</c></summary>
internal static class EvaluateCommand
{
    private const string Details = """
        Every text counts, also those that --highest-risk leaves without an answer: a line of its own says what is
        answered then, and how much of that is wrong.
        The model knows the texts of its training again and tells how many rows hold them: figures on these prove
        nothing. Of many classes those with the most wrong rows are shown; --json has all: "counts" lists how often the
        class of one position in "classes" was taken for that of another, "confusion" the same as a table of up to
        100 classes. --report writes one page that asks nothing of any place: figures, confusion matrix, calibration,
        curves with bands, thresholds and what they cost, length and unseen words of texts, the most confident mistakes,
        and what the model is.
        """;

    public static Command Create(CommandConsole console)
    {
        var others = OtherTask.All();
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var file = new Argument<string>("FILE")
        {
            Description = "Texts with labels, in the forms of 'valence train'; - is standard input."
        };
        var threshold = GivenModel.Threshold();
        var risk = GivenModel.HighestRisk();
        var report = new Option<string?>("--report")
        {
            Description = "A page to write: .html or .md (Markdown) for people, .json for programs.",
            HelpName = "FILE",
        };
        var by = new Option<string?>("--by")
        {
            Description = "With --report: a column of FILE, by name or number, for figures of each of its values.",
            HelpName = "COLUMN",
        };
        var cost = CostOption.Create();
        var force = new Option<bool>("--force") { Description = "With --report: replace the page if it is there." };
        var drift = new Option<bool>("--drift")
        {
            Description = "Compare FILE, without its labels, with texts that were held out of the training: how sure "
                + "the answers are, the length of texts, unseen words, labels.",
        };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("evaluate",
            "Compares a model's answers with labels: confusion matrix, report, 95 % intervals; F1 and more of several "
                + "labels, errors of numbers.", Details,
            "valence evaluate reviews.valence unseen.csv",
            "valence evaluate reviews.valence unseen.csv --report reviews.html --by language",
            "valence evaluate reviews.valence last-week.txt --drift")
        {
            model, file, threshold, risk, report, by, cost, force, drift,
        };
        foreach (var option in others.SelectMany(other => other.EvaluateOptions)) command.Options.Add(option);
        shared.AddTo(command, needsLabels: true);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            if (OtherTask.Of(others, parsed.GetValue(model)!) is var (asked, opened))
            {
                using var runs = shared.Backend(parsed);
                var call = new TaskCall(parsed, shared, console, runs);
                call.RefuseOthers([.. asked.EvaluateUses, .. asked.EvaluateOptions.Select(option => option.Name),
                    .. asked.JudgesByTexts ? shared.Texts.OptionsOfTexts.Select(option => option.Name) : []],
                    asked.Name);
                asked.Evaluate(call, opened, parsed.GetValue(file)!);
                return 0;
            }
            OtherTask.RefuseOptions(others, one => one.EvaluateOptions, parsed);
            var drifts = parsed.GetValue(drift);
            Option[] judging = [report, by, cost, force, threshold, risk];
            if (drifts
                && judging.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
                throw new UsageException($"{other.Name}: --drift judges no answer. Leave one of the two out.");
            var page = ReportFile.Of(parsed.GetValue(report), parsed.GetValue(by), parsed.GetValue(force),
                parsed.GetValue(model)!, parsed.GetValue(file)!);
            var costs = CostOption.Of(parsed.GetValue(cost), page is not null);
            using var backend = shared.Backend(parsed);
            var (from, path) = (parsed.GetValue(model)!, parsed.GetValue(file)!);
            var classifier = GivenModel.Classifier(from, shared.Opening(parsed, backend),
                $"valence evaluate {ShellWord.Of(path)} {ShellWord.Of(from)}", path);
            GivenModel.Doubt(classifier, from, console);
            if (drifts)
            {
                Drift(classifier, from, shared.Texts.Read(path, parsed, requireLabels: false, console, classifier),
                    shared.Json(parsed), console);
                return 0;
            }
            CostOption.Check(classifier.Task, costs);
            if (parsed.GetValue(threshold) is not null && parsed.GetValue(risk) is not null)
                throw new UsageException("--threshold and --highest-risk both say what is answered. Leave one of the "
                    + "two out.");
            classifier = GivenModel.WithThreshold(classifier, parsed.GetValue(threshold));
            classifier = GivenModel.WithHighestRisk(classifier, parsed.GetValue(risk));
            var texts = shared.Texts.Read(path, parsed, requireLabels: true, console, classifier,
                keepsCells: page?.By is not null);
            var counted = ReadingOptions.CountedIn(path);
            Figures figures;
            JsonObject? costJson = null;
            if (page is null)
                figures = UsageException.InFile(path, () => Figures.Of(classifier, texts, counted,
                    console.Cancellation));
            else
            {
                var written = UsageException.InFile(path, () => page.Report(classifier, texts, counted, path,
                    costs, console.Cancellation));
                page.Write(written.Content);
                figures = Figures.Of(written.Rows);
                costJson = CostOption.Json(written.Rows, costs);
            }
            if (shared.Json(parsed))
            {
                var json = figures.Json();
                if (costJson is not null) json["costs"] = costJson;
                console.WriteJson(json);
            }
            else
            {
                figures.Print(console.Output);
                if (page is not null) console.Say($"Wrote {page.Path}.");
            }
            return 0;
        });
        return command;
    }

    private static void Drift(TextClassifier classifier, string from, IEnumerable<LabelledText> texts, bool isJson,
        CommandConsole console)
    {
        DriftReport report;
        string[] asked = [.. texts.Select(row => row.Text)];
        try
        {
            report = classifier.Drift(asked, console.Cancellation);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException($"{from}: {error.Message}", error);
        }
        var trained = classifier.Training.Texts;
        var seen = trained is null ? null : (int?)asked.Count(trained.Contains);
        if (!isJson)
        {
            console.Output.Write(report);
            if (seen > 0) console.Say($"{Figures.Seen(seen.Value, asked.Length, trained!.IsSample)}.");
            return;
        }
        console.WriteJson(new()
        {
            ["rows"] = report.Rows,
            ["trained_on"] = seen,
            ["readable_rows"] = report.ReadableRows,
            ["can_tell"] = report.CanTell,
            ["training_rows"] = report.TrainingRows,
            ["has_moved"] = report.HasMoved,
            ["measures"] = new JsonArray([.. report.Measures.Select(measure => (JsonNode)new JsonObject
            {
                ["name"] = measure.Name,
                ["before"] = measure.Before,
                ["now"] = measure.Now,
                ["distance"] = measure.Distance,
                ["p"] = measure.P,
                ["has_moved"] = measure.HasMoved,
            })]),
            ["labels"] = new JsonArray([.. report.Labels.Select(label => (JsonNode)new JsonObject
            {
                ["label"] = label.Label,
                ["before"] = label.Before,
                ["now"] = label.Now,
            })]),
        });
    }
}
