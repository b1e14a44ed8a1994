using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary><c>valence check FILE</c></summary>
internal static class CheckCommand
{
    private const string Details = """
        Looks for texts that are empty, repeat others exactly or nearly, contradict them or stand in the test; for
        wrong encodings, HTML, texts in another language, rows in the order of their labels, words that give a label
        away, what networks would cut, and labels that models of the other rows find improbable, with the label these
        would give. Where a text may have several labels each is looked at by itself, and texts without any and labels
        that always stand together are told too. A mended copy leaves out and mends what is certain; labels stay as they
        are, and so does what --skip names. All texts are held in memory.
        """;

    // Names of checks as options take them.
    private static readonly Dictionary<string, string> Checks = DataAudit.CheckNames.ToDictionary(
        name => name.Replace(' ', '-'), StringComparer.Ordinal);

    private const int DoubtsShown = 10;
    private const int LettersShown = 70;

    public static Command Create(CommandConsole console)
    {
        var others = OtherTask.All();
        var file = new Argument<string>("FILE")
        {
            Description = "Texts with labels, in the forms of 'valence train'; - is standard input.",
        };
        var test = new Option<string?>("--test")
        {
            Description = "Texts of a test, read as FILE is: those to learn from should repeat none of them.",
            HelpName = "FILE",
        };
        var fix = new Option<string?>("--fix")
        {
            Description = "A CSV to write with the texts mended, and beside it, with .changes.csv behind its name, "
                + "what was changed.",
            HelpName = "FILE",
        };
        var task = new Option<string?>("--task")
        {
            Description = "What the labels are: class (one of each text) or labels (any number of each text, as arrays "
                + "of JSON or the labels of a line of fastText). Labels where --label-separator or --label-columns is "
                + $"given, else class. Also {string.Join(", ", others.Select(other => other.Name))}.",
            HelpName = "NAME",
        };
        var skip = new Option<string[]>("--skip")
        {
            Description = $"What is not looked at, and not mended: {string.Join(", ", Checks.Keys)}; may be given "
                + "several times. doubted-labels takes most of the time.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "A folder of a pre-trained encoder in Hugging Face's form: texts that mean nearly the same "
                + "in other words are told too.",
            HelpName = "FOLDER",
        };
        var seed = NumberOption.Create<ulong>("--seed", "Decides which rows judge which, and the order of a mended "
            + "copy that is shuffled.", _ => true, string.Create(CultureInfo.InvariantCulture,
            $"a whole number from 0 to {ulong.MaxValue}"), "0");
        var shared = new SharedOptions();
        var command = new ExplainedCommand("check", "Tells what stands out in texts with labels before they are "
            + "learned from, and what to do about it.", Details,
            "valence check reviews.csv",
            "valence check reviews.csv --test unseen.csv --fix mended.csv",
            "valence check films.csv --label-separator ';'")
        {
            file, test, task, fix, skip, encoder, seed,
        };
        SharedOptions.OneOf(task, [TaskNames.OfClass, TaskNames.OfLabels, .. others.Select(other => other.Name)]);
        SharedOptions.OneOf(skip, [.. Checks.Keys]);
        shared.Texts.AddTo(command, needsLabels: true);
        shared.AddJsonTo(command);
        foreach (var option in others.SelectMany(other => other.CheckOptions)) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var (path, to) = (parsed.GetValue(file)!, parsed.GetValue(fix));
            var json = shared.Json(parsed);
            if (others.FirstOrDefault(other => other.Name == parsed.GetValue(task)) is { } asked)
            {
                Check(asked, new(parsed, shared, console, DefaultBackend.Cpu), path,
                    [skip.Name, seed.Name, .. asked.CheckOptions.Select(option => option.Name), .. asked.CheckUses,
                    .. asked.LearnsFromTexts ? shared.Texts.OptionsOfTexts.Select(option => option.Name) : []],
                    Settings("line", []));
                return 0;
            }
            OtherTask.RefuseOptions(others, other => other.CheckOptions, parsed);
            if (parsed.GetValue(task) == TaskNames.OfClass && shared.Texts.ReadsSets(parsed))
                throw new UsageException("--task class: --label-separator and --label-columns read several labels of a "
                    + "text. Leave one of the two out.");
            if (to is not null && !to.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--fix: expected a name that ends in .csv, received '{to}'.");
            if (to is not null)
                foreach (var written in (string[])[to, Changes(to)])
                    TargetFile.CheckNew(written, "--fix", mayReplace: false, "Give another name.");
            var (texts, counted) = Read(path);
            using var kept = texts;
            using var tests = parsed.GetValue(test) is { } other ? Read(other).Texts : null;
            var audit = UsageException.InFile(path, () => DataAudit.Of(texts,
                Settings(counted, tests ?? (IReadOnlyList<LabelledText>)[])));
            if (json) console.WriteJson(Json(audit, counted));
            else Print(audit, texts, console);
            if (to is null) return 0;
            var (mended, changes) = audit.Mended();
            if (mended.Count == 0)
                throw new UsageException($"{path}: nothing would be left of it, so '{to}' is not written. Look at the "
                    + "texts.");
            MendedFile.Write(Changes(to), MendedFile.OfChanges(changes, counted));
            var copy = MendedFile.OfTexts(mended, texts, changes, shared.Texts.Given(parsed), console);
            MendedFile.Write(to, copy.Rows);
            if (!json)
                console.Say(string.Create(CultureInfo.InvariantCulture, $"Wrote {to}: {mended.Count} of {texts.Count} "
                    + $"texts{copy.Reading}; {Changes(to)}: {Counted(changes)}."));
            return 0;

            AuditSettings Settings(string counted, IReadOnlyList<LabelledText> tests) => new()
            {
                Test = tests,
                Skipped = [.. parsed.GetValue(skip)!.Select(name => Checks[name]).Distinct()],
                Embedder = parsed.GetValue(encoder) is { } folder
                    ? UsageException.InFile(folder, () => TextEmbedder.Open(folder)) : null,
                Seed = parsed.GetValue(seed) ?? 0,
                Counted = counted,
                CancellationToken = console.Cancellation,
            };

            (KeptTexts Texts, string Counted) Read(string from) => ReadingOptions.Numbered(from,
                shared.Texts.Read(from, parsed, requireLabels: true, console,
                    sets: parsed.GetValue(task) == TaskNames.OfLabels,
                    // Columns hold arrays of JSON in no form that is read again.
                    keepsUnlabelled: true, keepsCells: to is not null && (parsed.GetValue(task) != TaskNames.OfLabels
                        || shared.Texts.ReadsSets(parsed))),
                inMemory: true);
        });
        return command;

        static string Changes(string path) => path + ".changes.csv";
    }

    private static void Check(OtherTask task, TaskCall call, string path, IEnumerable<string> uses,
        AuditSettings settings)
    {
        call.RefuseOthers(uses, task.Name);
        var looked = UsageException.InFile(path, () => task.ToCheck(call, path));
        var audit = UsageException.InFile(path, () => DataAudit.Of(looked.Texts, settings with
        {
            Skipped = [.. settings.Skipped, .. looked.Skipped],
        }));
        if (call.Json)
        {
            call.Console.WriteJson(Json(audit, settings.Counted, looked.Findings));
            return;
        }
        Print(audit, looked.Texts, call.Console, looked);
    }

    private static string Counted(IReadOnlyList<DataChange> changes) => changes.Count == 0 ? "no changes"
        : string.Join(", ", changes.GroupBy(change => (change.Check, IsLeftOut: change.After is null))
            .OrderByDescending(group => group.Count()).Select(group => string.Create(CultureInfo.InvariantCulture,
                $"{group.Count()} {(group.Key.IsLeftOut ? "left out" : "mended")} ({group.Key.Check})")));

    private static void Print(DataAudit audit, IReadOnlyList<LabelledText> texts, CommandConsole console,
        TextsToCheck? task = null)
    {
        console.Say(task?.Told ?? audit.Overview.ToString());
        Finding[] findings = [.. audit.Findings, .. task?.Findings ?? []];
        foreach (var finding in findings)
        {
            console.Say($"{finding.Check}: {finding.Sentence}");
            if (finding.Advice.Length > 0) console.Say($"    {finding.Advice}");
            foreach (var row in finding.Rows.Where(row => row.SuggestedLabel is not null).Take(DoubtsShown))
                console.Say(string.Create(CultureInfo.InvariantCulture, $"    {row.Row}: {texts[row.Index].Label} "
                    + $"({row.Probability:F3}), rather {row.SuggestedLabel}: {Beginning(texts[row.Index].Text)}"));
            foreach (var row in finding.Rows.Where(row => row.SuggestedLabels is not null).Take(DoubtsShown))
                console.Say(string.Create(CultureInfo.InvariantCulture, $"    {row.Row}: "
                    + $"{Joined(texts[row.Index].Labels!)}, rather {Joined(row.SuggestedLabels!)} ({Doubts(row)}): "
                    + $"{Beginning(texts[row.Index].Text)}"));
        }
        if (findings.Length == 0) console.Say("Nothing stands out.");
        foreach (var (check, why) in audit.LeftOut.Where(left => task?.Skipped.Contains(left.Key) != true))
            console.Say($"{check}: not looked at: {why}.");
    }

    private static string Joined(IReadOnlyList<string> labels) => labels.Count == 0 ? "no label"
        : string.Join(", ", labels.Order(StringComparer.Ordinal).Select(DataChecks.Listed));

    private static string Doubts(FoundRow row) => string.Join("; ", row.Doubts.Select(doubt =>
        string.Create(CultureInfo.InvariantCulture, $"{DataChecks.Listed(doubt.Label)} "
            + $"{(doubt.IsMissing ? "is missing" : "too much")} {doubt.Probability:F3}")));

    private static string Beginning(string text)
    {
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= LettersShown) return text;
        return text[..(char.IsHighSurrogate(text[LettersShown - 1]) ? LettersShown - 1 : LettersShown)] + "…";
    }

    private static JsonObject Json(DataAudit audit, string counted, params IReadOnlyList<Finding> more) => new()
    {
        ["counted"] = counted,
        ["rows"] = audit.Overview.Rows,
        ["labels"] = new JsonArray([.. audit.Overview.Classes.Select(entry => (JsonNode)new JsonObject
        {
            ["label"] = entry.Key,
            ["texts"] = entry.Value,
        })]),
        ["without_labels"] = audit.Overview.WithoutLabels,
        ["findings"] = new JsonArray([.. audit.Findings.Concat(more).Select(finding => new JsonObject
        {
            ["check"] = finding.Check,
            ["sentence"] = finding.Sentence,
            ["advice"] = finding.Advice,
            ["rows"] = new JsonArray([.. finding.Rows.Select(Row)]),
        })]),
        ["leftOut"] = new JsonArray([.. audit.LeftOut.Select(entry => new JsonObject
        {
            ["check"] = entry.Key,
            ["reason"] = entry.Value,
        })]),
    };

    private static JsonObject Row(FoundRow row)
    {
        var json = new JsonObject { ["row"] = row.Row };
        if (row.IsTest) json["test"] = true;
        else if (row.IsLeftOut || row.MendedText is not null) json["fix"] = row.IsLeftOut ? "left out" : "mended";
        if (row.Like is { } like)
            json["like"] = like.IsTest ? new JsonObject { ["row"] = like.Row, ["test"] = true }
                : new JsonObject { ["row"] = like.Row };
        if (row.SuggestedLabel is { } label)
        {
            json["suggested"] = label;
            json["probability"] = row.Probability;
        }
        if (row.SuggestedLabels is { } labels)
        {
            json["suggested"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]);
            json["probability"] = row.Probability;
            json["missing"] = Doubts(row, areMissing: true);
            json["too_much"] = Doubts(row, areMissing: false);
        }
        return json;
    }

    private static JsonArray Doubts(FoundRow row, bool areMissing) => new([.. row.Doubts
        .Where(doubt => doubt.IsMissing == areMissing).Select(doubt => (JsonNode)new JsonObject
        {
            ["label"] = doubt.Label,
            ["probability"] = doubt.Probability,
        })]);
}
