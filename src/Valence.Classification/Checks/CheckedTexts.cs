using Valence.Text;

namespace Valence.Classification;

/// <summary>The texts that checks look at: those to learn from and behind them those of a test.</summary>
internal sealed class CheckedTexts
{
    private const int MostNamed = 5;

    // Where each text to learn from stands among those that were given.
    private readonly int[] _places;

    /// <summary>The texts to look at.</summary>
    /// <param name="given">The texts to learn from. Where some have a label, those without are
    /// <see cref="Unlabelled"/> and nothing else.</param>
    /// <param name="settings">How they are looked at, and the texts of a test.</param>
    public CheckedTexts(IReadOnlyList<LabelledText> given, AuditSettings settings)
    {
        Settings = settings;
        var isLabelled = given.Any(IsLabelled);
        _places = [.. Enumerable.Range(0, given.Count).Where(i => !isLabelled || IsLabelled(given[i]))];
        Learned = [.. _places.Select(i => given[i])];
        Unlabelled = [.. Enumerable.Range(0, given.Count).Except(_places)
            .Select(i => new FoundRow(given[i].Row, i, IsTest: false))];
        All = [.. Learned, .. settings.Test];
        Labels = [.. All.Select(row => row.Labels is { } labels
            ? string.Join('\n', labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : row.Label)];
        Overview = DataChecks.Of(Learned) with { Counted = settings.Counted };

        static bool IsLabelled(LabelledText text) => text.Label is not null || text.Labels is not null;
    }

    /// <summary>The texts to learn from.</summary>
    public IReadOnlyList<LabelledText> Learned { get; }

    /// <summary>The texts that lack the label that others have.</summary>
    public IReadOnlyList<FoundRow> Unlabelled { get; }

    /// <summary>All texts: those to learn from and those of the test.</summary>
    public IReadOnlyList<LabelledText> All { get; }

    /// <summary>How they are looked at.</summary>
    public AuditSettings Settings { get; }

    /// <summary>What each text is labelled with, of several labels all of them; null where it has none.</summary>
    public IReadOnlyList<string?> Labels { get; }

    /// <summary>What the texts to learn from and their labels are, counted.</summary>
    public DataChecks Overview { get; }

    /// <summary>Whether each text to learn from has a set of labels, and one of them has any.</summary>
    public bool HaveSets => Learned.All(row => row.Labels is not null) && Learned.Any(row => row.Labels!.Count > 0);

    /// <summary>The labels of a text to learn from, each once.</summary>
    public IEnumerable<string> LabelsOf(int index) => Learned[index] switch
    {
        { Labels: { } labels } => labels.Distinct(StringComparer.Ordinal),
        { Label: { } label } => [label],
        _ => [],
    };

    /// <summary>What a text is labelled with, in words.</summary>
    public string LabelledWith(int index) => LabelsOf(index).Order(StringComparer.Ordinal).ToArray() switch
    {
        [] => "no label",
        [var label] => $"the label {Quoted(label)}",
        var labels => $"the labels {string.Join(", ", labels.Take(MostNamed).Select(Quoted))}"
            + (labels.Length > MostNamed ? ", …" : ""),
    };

    /// <summary>A label as sentences name it.</summary>
    public static string Quoted(string label) => $"'{Printable.Label(LabelSet.Shortened(label))}'";

    /// <summary>Whether each text to learn from has one label, and there are two labels and more.</summary>
    public bool HaveClasses => Learned.All(row => row.Label is not null)
        && Learned.DistinctBy(row => row.Label).Skip(1).Any();

    /// <summary>Whether a row is one of the test.</summary>
    public bool IsTest(int index) => index >= Learned.Count;

    /// <summary>A row as findings have it.</summary>
    public FoundRow Found(int index) =>
        new(All[index].Row, IsTest(index) ? index - Learned.Count : _places[index], IsTest(index));

    /// <summary>Numbers of rows as sentences name them: the first ones.</summary>
    public string Named(IReadOnlyList<FoundRow> found) => string.Join(", ", found.Take(MostNamed).Select(Name))
        + (found.Count > MostNamed ? ", …" : "");

    /// <summary>A row as sentences name it.</summary>
    public string Name(FoundRow row) => FormattableString.Invariant(
        $"{Settings.Counted} {row.Row}{(row.IsTest ? " of the test" : "")}");

    /// <summary>A number of texts in words.</summary>
    public static string Texts(int count) => count == 1 ? "1 text" : FormattableString.Invariant($"{count} texts");

    /// <summary>The number of found texts in words, those of the test among them named.</summary>
    public static string Texts(IReadOnlyCollection<FoundRow> found) => found.Count(row => row.IsTest) is > 0 and var
        test ? FormattableString.Invariant($"{Texts(found.Count)} ({test} of the test)") : Texts(found.Count);

    /// <summary>Throws where the audit was cancelled.</summary>
    public void ThrowIfCancelled() => Settings.CancellationToken.ThrowIfCancellationRequested();
}
