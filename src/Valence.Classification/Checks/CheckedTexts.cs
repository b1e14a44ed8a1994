using Valence.Text;

namespace Valence.Classification;

/// <summary>The texts that checks look at: those to learn from and behind them those of a test.</summary>
/// <param name="rows">The texts to learn from.</param>
/// <param name="test">The texts of the test; none where there is no test.</param>
/// <param name="settings">How they are looked at.</param>
internal sealed class CheckedTexts(IReadOnlyList<LabelledText> rows, IReadOnlyList<LabelledText> test,
    AuditSettings settings)
{
    private const int MostNamed = 5;

    /// <summary>The texts to learn from.</summary>
    public IReadOnlyList<LabelledText> Learned => rows;

    /// <summary>All texts.</summary>
    public IReadOnlyList<LabelledText> All { get; } = [.. rows, .. test];

    /// <summary>How they are looked at.</summary>
    public AuditSettings Settings => settings;

    /// <summary>What each text is labelled with, of several labels all of them; null where it has none.</summary>
    public IReadOnlyList<string?> Labels { get; } = [.. rows.Concat(test).Select(row => row.Labels is { } labels
        ? string.Join('\n', labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : row.Label)];

    /// <summary>What the texts to learn from and their labels are, counted.</summary>
    public DataChecks Overview { get; } = DataChecks.Of(rows) with { Counted = settings.Counted };

    /// <summary>Whether each text to learn from has a set of labels, and one of them has any.</summary>
    public bool HaveSets => rows.All(row => row.Labels is not null) && rows.Any(row => row.Labels!.Count > 0);

    /// <summary>The labels of a text to learn from, each once.</summary>
    public IEnumerable<string> LabelsOf(int index) => rows[index] switch
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
    public bool HaveClasses => rows.All(row => row.Label is not null)
        && rows.DistinctBy(row => row.Label).Skip(1).Any();

    /// <summary>Whether a row is one of the test.</summary>
    public bool IsTest(int index) => index >= rows.Count;

    /// <summary>A row as findings have it.</summary>
    public FoundRow Found(int index) =>
        new(All[index].Row, IsTest(index) ? index - rows.Count : index, IsTest(index));

    /// <summary>Numbers of rows as sentences name them: the first ones.</summary>
    public string Named(IReadOnlyList<FoundRow> found) => string.Join(", ", found.Take(MostNamed).Select(Name))
        + (found.Count > MostNamed ? ", …" : "");

    /// <summary>A row as sentences name it.</summary>
    public string Name(FoundRow row) => FormattableString.Invariant(
        $"{settings.Counted} {row.Row}{(row.IsTest ? " of the test" : "")}");

    /// <summary>A number of texts in words.</summary>
    public static string Texts(int count) => count == 1 ? "1 text" : FormattableString.Invariant($"{count} texts");

    /// <summary>Throws where the audit was cancelled.</summary>
    public void ThrowIfCancelled() => settings.CancellationToken.ThrowIfCancellationRequested();
}
