using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>How the commands that take a file of texts read it. What is done with the texts is the model's, not an
/// option.</summary>
internal sealed class ReadingOptions
{
    private const string Tab = "tab";
    private const string None = "none";
    private const string ByNumber = "--no-header, and --text-column and --label-column by number";

    private static readonly Dictionary<string, TextFileFormat> Forms = new(StringComparer.Ordinal)
    {
        ["csv"] = TextFileFormat.Delimited,
        ["json"] = TextFileFormat.JsonLines,
        ["fasttext"] = TextFileFormat.FastText,
        ["label-first"] = TextFileFormat.LabelFirst,
        ["lines"] = TextFileFormat.Lines,
    };

    // What is given keeps these out of what is remembered, since both do not go together.
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        [nameof(TextFileOptions.LabelColumns)] =
            [nameof(TextFileOptions.LabelColumn), nameof(TextFileOptions.LabelSeparator)],
        [nameof(TextFileOptions.LabelColumn)] = [nameof(TextFileOptions.LabelColumns)],
        [nameof(TextFileOptions.LabelSeparator)] = [nameof(TextFileOptions.LabelColumns)],
    };

    // What says nothing where labels are not asked for.
    private static readonly string[] OfLabels = [nameof(TextFileOptions.LabelColumn),
        nameof(TextFileOptions.LabelSeparator), nameof(TextFileOptions.LabelColumns),
        nameof(TextFileOptions.SkipUnlabelled)];

    /// <summary>One row an option; nothing else knows them.</summary>
    private readonly ReadingOption[] _rows =
    [
        ReadingOption.Of(new Option<string[]>("--text-column") { Description = "The column of the texts: its name in "
            + "the header, or its number, the first being 1; given several times, these columns with a blank between. "
            + "Found by its name when not given.", HelpName = "COLUMN", Arity = ArgumentArity.OneOrMore },
            nameof(TextFileOptions.TextColumns), (options, columns) =>
                options with { TextColumns = [.. columns.Select(Column.Parse)] },
            advice => advice.Value is null ? "--text-column" : ByNumber),
        ReadingOption.Of(new Option<string>("--label-column") { Description = "The column of the labels, by name or "
            + "number. Found by its name when not given.", HelpName = "COLUMN" },
            nameof(TextFileOptions.LabelColumn), (options, column) =>
                options with { LabelColumn = Column.Parse(column) }),
        ReadingOption.Of(new Option<string>("--label-separator") { Description = "What stands between the labels of a "
            + "text that may have several, in the column of the labels, such as ';'.", HelpName = "SIGN" },
            nameof(TextFileOptions.LabelSeparator), (options, sign) => options with { LabelSeparator = sign.Length > 0
                ? sign : throw new UsageException("--label-separator: expected a sign, received an empty one.") }),
        ReadingOption.Of(new Option<string>("--label-columns") { Description = "Columns of 1 and 0, one for each label "
            + "of a text that may have several: their names or numbers with commas between.", HelpName = "COLUMNS" },
            nameof(TextFileOptions.LabelColumns), (options, columns) => options with { LabelColumns =
                [.. columns.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Length > 0
                    ? Column.Parse(column) : throw new UsageException("--label-columns: expected names or numbers with "
                        + $"commas between, received '{columns}'."))] }),
        ReadingOption.Of(GivenCharacter.Option("--delimiter", $"What stands between columns: a character, or {Tab}. "
            + "What the first rows show when not given.", Tab, '\t'),
            nameof(TextFileOptions.Delimiter), (options, delimiter) => options with { Delimiter = delimiter.Value },
            advice => advice.Value is null ? "--delimiter"
                : $"--delimiter {(advice.Value == @"'\t'" ? Tab : advice.Value)}"),
        ReadingOption.Of(GivenCharacter.Option("--quote", "What encloses columns that hold delimiters or line "
            + $"ends: a character, or {None} where quotes are text. A double quote when not given.", None, null),
            nameof(TextFileOptions.Quote), (options, quote) => options with { Quote = quote.Value }, _ =>
                $"--quote {None}"),
        ReadingOption.Of(new Option<Encoding>("--encoding") { Description = "The encoding, such as utf-8, utf-16, "
            + "latin1 or windows-1252. What a byte order mark says, else utf-8, when not given.", HelpName = "NAME",
            CustomParser = Named },
            nameof(TextFileOptions.Encoding), (options, encoding) => options with { Encoding = encoding }, advice =>
                advice.Value switch
                {
                    null => "--encoding",
                    "Encoding.UTF8" => "--encoding utf-8",
                    "Encoding.Unicode" => "--encoding utf-16",
                    "Encoding.BigEndianUnicode" => "--encoding utf-16BE",
                    _ => "--encoding windows-1252",
                }),
        ReadingOption.Of(new Option<bool>("--no-header") { Description = "The first row holds a text and not the "
            + "names of the columns, which are given by number." },
            nameof(TextFileOptions.HasHeader), (options, without) => options with { HasHeader = !without }, _ =>
                ByNumber),
        ReadingOption.Of(NumberOption.Create<int>("--max-columns", "How many columns a line is cut into where quotes "
            + "are text (--quote none): the last holds the rest of it.", count => count >= 1,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {int.MaxValue}"), "all there are"),
            nameof(TextFileOptions.MaxColumns), (options, count) => options with { MaxColumns = count },
            advice => $"--max-columns {advice.Value} and --quote {None}"),
        ReadingOption.Of(new Option<bool>("--skip-unlabelled") { Description = "Leave rows without a label out and "
            + "say how many; the first of them is an error when not given." },
            nameof(TextFileOptions.SkipUnlabelled), (options, skips) => options with { SkipUnlabelled = skips }),
        ReadingOption.Of(FormOption(), nameof(TextFileOptions.Format), (options, form) =>
            options with { Format = Forms[form] }, advice => $"--format {Forms.First(form => advice.Value
                == $"{nameof(TextFileFormat)}.{form.Value}").Key}"),
    ];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="needsLabels">Whether it reads no text without a label.</param>
    public void AddTo(Command command, bool needsLabels)
    {
        foreach (var row in _rows)
            if (needsLabels || row.Setting != nameof(TextFileOptions.SkipUnlabelled)) command.Options.Add(row.Option);
    }

    /// <summary>Those that say how texts are read, whatever their labels.</summary>
    public IEnumerable<Option> OptionsOfTexts => _rows.Where(row => !OfLabels.Contains(row.Setting))
        .Select(row => row.Option);

    /// <summary>The options that are given, each with its value, as a model's file remembers them.</summary>
    public IReadOnlyList<string> Given(ParseResult parsed) => [.. _rows.SelectMany(row => row.Given(parsed))];

    /// <summary>What the numbers of the rows at a path count: the files of a folder, or the lines of a file.</summary>
    public static string CountedIn(string path) => Directory.Exists(path) ? "file" : "line";

    /// <summary>Rows with numbers that find them, and what these count: the files of a folder, the lines of a file or,
    /// where lines hold several rows, the rows themselves.</summary>
    public static (KeptTexts Rows, string Counted) Numbered(string path, IEnumerable<LabelledText> texts,
        bool inMemory = false)
    {
        var rows = inMemory ? KeptTexts.Of(texts, long.MaxValue) : KeptTexts.Of(texts);
        return CountedIn(path) is not "line" and var counted ? (rows, counted)
            : rows.HasRepeatedNumbers ? (rows.Renumbered(), "row") : (rows, "line");
    }

    /// <summary>The texts of a file, read while they are enumerated.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parsed">The options.</param>
    /// <param name="requireLabels">Whether every text must have a label.</param>
    /// <param name="console">Where doubts are told.</param>
    /// <param name="model">The model that the texts are for, or null. How the texts of its training were read holds
    /// where no option says otherwise.</param>
    /// <param name="sets">Whether texts have sets of labels, where there is no model yet.</param>
    /// <param name="keepsCells">Whether texts come with all that the file holds of them.</param>
    /// <param name="keepsUnlabelled">Whether texts without a label come with the others where labels are
    /// required.</param>
    /// <param name="reading">What a model that is no classifier remembers of how its texts were read.</param>
    public IEnumerable<LabelledText> Read(string path, ParseResult parsed, bool requireLabels, CommandConsole console,
        TextClassifier? model = null, bool sets = false, bool keepsCells = false,
        bool keepsUnlabelled = false, IReadOnlyList<string>? reading = null)
    {
        reading ??= model?.Training.Reading ?? [];
        if (path.Length == 0) throw new UsageException("Expected the path of a file of texts, received an empty one.");
        var remembered = Remembered(path, parsed, reading, requireLabels);
        var options = Options(parsed, remembered) with
        {
            RequireLabels = requireLabels,
            KnownLabels = model?.Labels.Names,
            SeveralLabels = sets || model?.Task is SeveralLabels,
            KeepsCells = keepsCells,
            KeepsUnlabelled = keepsUnlabelled,
            IgnoresLabels = !requireLabels && reading.Count > 0
                && !_rows.Any(row => OfLabels.Contains(row.Setting) && row.IsGiven(parsed)),
        };
        return Rows(path, options, remembered, console);
    }

    /// <summary>The texts of a file, whatever labels it has: where it has columns they are those of the texts to learn
    /// from.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parsed">The options.</param>
    /// <param name="console">Where doubts are told.</param>
    /// <param name="haveColumns">Whether options of columns speak of columns of texts.</param>
    public IEnumerable<LabelledText> ReadUnlabelled(string path, ParseResult parsed, CommandConsole console,
        bool haveColumns)
    {
        var given = Options(parsed);
        var options = new TextFileOptions
        {
            Encoding = given.Encoding,
            RequireLabels = false,
            IgnoresLabels = true,
        };
        var form = WithOptionNames(() =>
            UsageException.Reading(path, () => LabelledTexts.FormOf(path, given.Encoding)));
        if (haveColumns && form is TextFileFormat.Delimited or TextFileFormat.JsonLines)
            options = options with { TextColumns = given.TextColumns };
        if (haveColumns && form == TextFileFormat.Delimited)
            options = options with
            {
                Delimiter = given.Delimiter,
                Quote = given.Quote,
                HasHeader = given.HasHeader,
                MaxColumns = given.MaxColumns,
            };
        return Rows(path, options, [], console);
    }

    private IEnumerable<LabelledText> Rows(string path, TextFileOptions options,
        IReadOnlyList<RememberedOption> remembered, CommandConsole console)
    {
        options = options with { Doubted = Doubt };
        // A file answers at once; what writes to a pipe may never do.
        var isFile = GivenTexts.MayBeOpened(path);
        using var rows = Next(() => GivenTexts.Read(path, options, console.Input).GetEnumerator());
        while (Next(rows.MoveNext))
        {
            console.Cancellation.ThrowIfCancellationRequested();
            yield return rows.Current;
        }

        T Next<T>(Func<T> read) => WithOptionNames(() => isFile ? read() : console.Await(read),
            Path.Exists(path) || !isFile ? remembered : []);

        void Doubt(FileDoubt doubt)
        {
            var looks = $"{path}: {char.ToLowerInvariant(doubt.Looks[0])}{doubt.Looks[1..]}";
            // Whoever is told of a header has given the columns by number already.
            console.Warn(doubt.Advice is null ? looks : doubt.Advice.Setting == nameof(TextFileOptions.HasHeader)
                ? $"{looks} {doubt.Advice.Sentence(RowOf(doubt.Advice)!.Option.Name)}"
                : $"{looks} {Sentences(doubt.Advice)}");
        }
    }

    /// <summary>Whether the options say how several labels of a text stand in a row.</summary>
    public bool ReadsSets(ParseResult parsed) => Options(parsed) is { LabelSeparator: not null }
        or { LabelColumns.Count: > 0 };

    /// <summary>The lines of standard input, each a text.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="console">Where doubts are told.</param>
    /// <param name="reading">How the texts of the training were read, by which names of their columns are
    /// known.</param>
    public IEnumerable<string> ReadLines(ParseResult parsed, CommandConsole console, IReadOnlyList<string> reading)
    {
        if (_rows.FirstOrDefault(row => row.Setting != nameof(TextFileOptions.Encoding) && row.IsGiven(parsed))
            is { } unused)
            throw new UsageException($"'-' reads one text a line, for which {unused.Option.Name} says nothing. Write "
                + "--file - to read standard input as a file is.");
        var file = TextFile.Of(console.Input, GivenTexts.StandardInputNamed);
        using var rows = WithOptionNames(() => console.Await(() => RowReader.OfLines(file, Options(parsed))));
        file.Settle();
        var learned = Options(parsed, Remembered(GivenTexts.StandardInput, parsed, reading, requireLabels: false));
        for (var first = true; WithOptionNames(() => console.Await(rows.Read)); first = false)
        {
            if (first && LabelledTexts.FormOfLine(rows.Line, learned) is { } form)
                console.Warn($"standard input: the first line looks like {form} and is judged as a text, as all "
                    + "lines are. Write --file - to read it as a file is.");
            yield return rows.Line;
        }
    }

    private TextFileOptions Options(ParseResult parsed, IReadOnlyList<RememberedOption>? remembered = null)
    {
        remembered ??= [];
        var options = remembered.Aggregate(_rows.Aggregate(new TextFileOptions(), (options, row) =>
            row.Apply(options, parsed)), (options, row) => row.Option.Apply(options, row.Parsed));
        if (options.LabelColumns.Count > 0 && (options.LabelColumn is not null || options.LabelSeparator is not null))
            throw new UsageException("--label-columns names a column for each label. Leave "
                + $"{(options.LabelColumn is null ? "--label-separator" : "--label-column")} out.");
        if (options is { MaxColumns: not null, Quote: not null })
            throw new UsageException($"--max-columns cuts lines in which quotes are text. Give --quote {None} too, or "
                + $"leave --max-columns out.{Sentence(remembered)}");
        return options.Delimiter is not { } both || both != options.Quote ? options
            : throw new UsageException($"--delimiter and --quote: expected two characters, received '{both}' for "
                + $"both.{Sentence(remembered)}");
    }

    // What the model remembers of how the texts of its training were read, as far as nothing else is asked for.
    private RememberedOption[] Remembered(string path, ParseResult parsed,
        IReadOnlyList<string> reading, bool requireLabels)
    {
        string[] given = [.. _rows.Where(row => row.IsGiven(parsed)).Select(row => row.Setting)];
        if (reading.Count == 0 || given.Contains(nameof(TextFileOptions.Format))) return [];
        var command = new Command("reading");
        AddTo(command, needsLabels: true);
        var kept = command.Parse(reading, new() { ResponseFileTokenReplacer = null });
        if (kept.Errors is [var error, ..])
            throw new UsageException("MODEL: expected options of this program by which the texts of the training were "
                + $"read ({string.Join(' ', reading)}): {error.Message} "
                + "Give --format to read without them.");
        string[] unused = [.. given, .. given.SelectMany(setting => Others.GetValueOrDefault(setting, [])),
            .. requireLabels ? [] : OfLabels, .. Meaningless(path)];
        return [.. _rows.Where(row => row.IsGiven(kept) && !unused.Contains(row.Setting))
            .Select(row => new RememberedOption(row, kept))];
    }

    // What says nothing about a folder, or about objects of JSON, was said of another form of file.
    private IEnumerable<string> Meaningless(string path) =>
        Directory.Exists(path)
            ? _rows.Select(row => row.Setting).Where(name => name != nameof(TextFileOptions.Encoding))
        : Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path) is ".json"
            or ".jsonl" ? [nameof(TextFileOptions.Delimiter), nameof(TextFileOptions.Quote),
                nameof(TextFileOptions.HasHeader), nameof(TextFileOptions.MaxColumns), nameof(TextFileOptions.Encoding)]
        : [];

    private static string Sentence(IReadOnlyList<RememberedOption> remembered) => remembered.Count == 0 ? ""
        : " The model remembers from its training: "
            + string.Join(' ', remembered.SelectMany(row => row.Option.Given(row.Parsed)).Select(ShellWord.Of))
            + ". An option given here wins, and --format leaves all of these out, such as "
            + "--format lines for a text on each line.";

    private ReadingOption? RowOf(SettingAdvice advice) => _rows.FirstOrDefault(row => row.Setting == advice.Setting);

    private string Sentences(SettingAdvice? advice) => advice is null ? ""
        : string.Join(' ', ((string[])[RowOf(advice) is { } row ? advice.Sentence(row.Shown(advice))
            : advice.Setting == nameof(TextFileOptions.SeveralLabels)
                ? advice.Sentence("--task labels to 'valence train' or 'valence check'") : "",
            Sentences(advice.Otherwise)]).Where(sentence => sentence.Length > 0));

    // The library names the property that helps; here that is an option.
    private T WithOptionNames<T>(Func<T> read, IReadOnlyList<RememberedOption>? remembered = null)
    {
        try
        {
            return read();
        }
        catch (DataFileException error) when (error.Advice is not null || remembered is [_, ..])
        {
            throw new UsageException($"{error.Place}: {error.Problem} {Sentences(error.Advice)}".TrimEnd()
                + Sentence(remembered ?? []), error);
        }
    }

    private sealed record RememberedOption(ReadingOption Option, ParseResult Parsed);

    private static Option<string> FormOption()
    {
        var option = new Option<string>("--format")
        {
            Description = $"How the file holds texts: {string.Join(", ", Forms.Keys)} (csv: any rows of columns; "
                + "lines: one text a line). Told by its content when not given.",
            HelpName = "NAME",
        };
        SharedOptions.OneOf(option, [.. Forms.Keys]);
        return option;
    }

    private static Encoding? Named(ArgumentResult result)
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "";
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(given) ?? Encoding.GetEncoding(given);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            result.AddError("--encoding: expected the name of an encoding, such as utf-8, utf-16, latin1 or "
                + $"windows-1252, received '{given}'.");
            return null;
        }
    }
}
