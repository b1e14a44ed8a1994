using System.CommandLine;
using System.Globalization;
using System.Text;
using Valence.Language;
using Valence.Text;

namespace Valence.Cli;

/// <summary>How <c>--task tag</c> reads texts with their spans, or words with labels.</summary>
internal sealed class TaggedReading
{
    private const string TextColumn = "--text-column", LabelColumn = "--label-column", Encoding = "--encoding";

    private static readonly Dictionary<string, SpanPositions> Counted = new(StringComparer.Ordinal)
    {
        ["characters"] = SpanPositions.CodePoints,
        ["utf-16"] = SpanPositions.Utf16,
    };

    private static readonly Dictionary<string, LabelScheme> Schemes =
        LabelScheme.All.ToDictionary(scheme => scheme.Name.ToLowerInvariant(), StringComparer.Ordinal);

    private readonly Option<string?> _positions = new("--positions")
    {
        Description = "For --task tag: what positions of spans in JSON count: characters (as Python does) or utf-16 "
            + "(as .NET, Java and JavaScript do). Asked for where it makes a difference.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _scheme = new("--scheme")
    {
        Description = $"For --task tag: what the labels of words follow: {string.Join(", ", Schemes.Keys)} (labels of "
            + "single words). What fits all of them when not given.",
        HelpName = "NAME",
    };

    public TaggedReading()
    {
        SharedOptions.OneOf(_positions, [.. Counted.Keys]);
        SharedOptions.OneOf(_scheme, [.. Schemes.Keys]);
    }

    /// <summary>Options that other tasks do not have.</summary>
    public IReadOnlyList<Option> Own => [_positions, _scheme];

    /// <summary>Options of other tasks that are used too.</summary>
    public static IReadOnlyList<string> Uses => [TextColumn, LabelColumn, Encoding];

    /// <summary>The texts of a file, or of standard input.</summary>
    /// <param name="call">The options.</param>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="scheme">What labels follow where no option says so.</param>
    public IReadOnlyList<TaggedText> Read(TaskCall call, string path, LabelScheme? scheme = null)
    {
        if (path.Length == 0) throw new UsageException("Expected the path of a file of texts, received an empty one.");
        var options = new TaggedTextOptions
        {
            Scheme = call.Parsed.GetValue(_scheme) is { } named ? Schemes[named] : scheme,
            Positions = call.Parsed.GetValue(_positions) is { } counted ? Counted[counted] : null,
            WordColumn = call.Value<string[]>(TextColumn) switch
            {
                null or [] => 0,
                [var one] => Column(TextColumn, one),
                _ => throw new UsageException($"{TextColumn}: words stand in one column. Give it once."),
            },
            LabelColumn = call.Value<string?>(LabelColumn) is { } column ? Column(LabelColumn, column) : null,
            Encoding = call.Value<Encoding?>(Encoding),
            Doubted = doubt =>
                call.Console.Warn($"{path}: {char.ToLowerInvariant(doubt.Looks[0])}{doubt.Looks[1..]}"),
        };
        if (options.LabelColumn == options.WordColumn)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{LabelColumn}: column "
                + $"{options.WordColumn + 1} is that of the words. Give the one of their labels, or {TextColumn}."));
        try
        {
            return path == GivenTexts.StandardInput
                ? call.Console.Await(() => TaggedTexts.Read(call.Console.Input, GivenTexts.StandardInputNamed, options))
                : GivenTexts.MayBeOpened(path) ? TaggedTexts.Read(path, options)
                : call.Console.Await(() => TaggedTexts.Read(path, options));
        }
        catch (DataFileException error) when (error.Advice is { } advice)
        {
            var shown = advice.Setting switch
            {
                nameof(TaggedTextOptions.Scheme) => advice.Value is null ? _scheme.Name : $"{_scheme.Name} words",
                nameof(TaggedTextOptions.Positions) => _positions.Name,
                nameof(TextFileOptions.Encoding) => Encoding,
                _ => null,
            };
            throw new UsageException($"{error.Place}: {error.Problem} {(shown is null ? "" : advice.Sentence(shown))}"
                .TrimEnd(), error);
        }
    }

    /// <summary>What was read, in a sentence.</summary>
    public static string Told(IReadOnlyList<TaggedText> texts)
    {
        var types = texts.SelectMany(text => text.Spans).CountBy(span => span.Label)
            .OrderByDescending(type => type.Value).ThenBy(type => type.Key, StringComparer.Ordinal).ToList();
        var schemes = string.Join(", ", texts.Select(text => text.Scheme.Name).Distinct());
        return string.Create(CultureInfo.InvariantCulture, $"{texts.Count} texts, {texts.Sum(text =>
            text.Words.Count)} words, {texts.Sum(text => text.Spans.Count)} spans ({schemes})")
            + (types.Count == 0 ? "." : $": {string.Join(", ", types.Take(MostTypes).Select(type =>
                string.Create(CultureInfo.InvariantCulture, $"{Printable.Label(type.Key)} {type.Value}")))}"
                + (types.Count > MostTypes ? string.Create(CultureInfo.InvariantCulture,
                    $" and {types.Count - MostTypes} more.") : "."));
    }

    private const int MostTypes = 20;

    private static int Column(string option, string given) =>
        int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number - 1 : throw new UsageException($"{option}: columns of words have no names; expected a number, the "
                + $"first being 1, received '{given}'.");
}
