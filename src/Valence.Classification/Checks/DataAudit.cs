using System.Text;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What stands out in texts with labels, before anything is learned from them: what <see cref="DataChecks"/>
/// counts and much that takes longer.</summary>
public sealed class DataAudit
{
    private static readonly DataCheck[] Checks =
    [
        new UnlabelledTexts(), new DoubtfulClasses(), new DoubtfulSets(), new EmptyTexts(),
        new RepeatedTexts(near: false),
        new RepeatedTexts(near: true), new WrongEncodings(), new MarkedUpTexts(), new StrangeTexts(), new RowOrder(),
        new GiveAwayWords(),
        new CutTexts(), new ImprobableLabels(),
    ];

    // Those that take little beside a training.
    private static readonly DataCheck[] Short =
        [new WrongEncodings(), new StrangeTexts(), new RowOrder(), new GiveAwayWords()];

    private const int MostRounds = 5;

    // Texts that are looked at beside a training.
    private const int MostShort = 50_000;

    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly AuditSettings _settings;

    private DataAudit(IReadOnlyList<LabelledText> texts, AuditSettings settings, DataCheck[]? checks = null)
    {
        (_texts, _settings) = (texts, settings);
        var looked = new CheckedTexts(texts, settings);
        var (findings, leftOut) = (new List<Finding>(), new List<KeyValuePair<string, string>>());
        checks ??= settings.Embedder is { } embedder ? [.. Checks, new AlikeTexts(embedder)] : Checks;
        foreach (var check in checks)
        {
            looked.ThrowIfCancelled();
            if ((settings.Skipped.Contains(check.Name) ? "it was skipped" : check.LeftOut(looked)) is { } why)
            {
                leftOut.Add(new(check.Name, why));
                continue;
            }
            settings.Progress?.Invoke(check.Name);
            findings.AddRange(check.Look(looked));
            if (check.PartLeftOut(looked) is { } part) leftOut.Add(new(check.Name, part));
        }
        (Overview, Findings, LeftOut) = (looked.Overview, findings, leftOut);
    }

    /// <summary>What is looked at, as <see cref="Finding.Check"/> calls it and <see cref="AuditSettings.Skipped"/>
    /// takes it.</summary>
    public static IReadOnlyList<string> CheckNames { get; } = [.. Checks.Select(check => check.Name).Distinct()];

    /// <summary>How many texts there are, with how many of each label, and how many repeat others or are
    /// empty.</summary>
    public DataChecks Overview { get; }

    /// <summary>What was found, check by check.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The checks that did not look, or not at all that there is, each with the reason.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> LeftOut { get; }

    /// <summary>Looks through texts; the same texts give the same findings on any number of threads.</summary>
    /// <remarks>Texts may have one label each, or sets of them: then each label is looked at by itself.</remarks>
    /// <exception cref="DataException">There are no texts.</exception>
    /// <exception cref="ArgumentException"><see cref="AuditSettings.Skipped"/> names no check.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    public static DataAudit Of(IEnumerable<LabelledText> texts, AuditSettings? settings = null)
    {
        LabelledText[] rows = [.. Require.NotNull(texts)];
        if (settings?.Skipped.FirstOrDefault(name => !CheckNames.Contains(name)) is { } unknown)
            throw new ArgumentException($"Skipped: expected checks among '{string.Join("', '", CheckNames)}', received "
                + $"'{unknown}'.", nameof(settings));
        if (rows.Length == 0) throw new DataException("Expected texts to look at, found none.");
        return new(rows, settings ?? new());
    }

    /// <summary>What stands out at a glance, as one sentence; null where nothing does.</summary>
    internal static string? AtAGlance(IReadOnlyList<LabelledText> texts, AuditSettings settings)
    {
        if (texts.Count > MostShort)
            return FormattableString.Invariant($"Of more than {MostShort} texts little is looked at beforehand.");
        var findings = new DataAudit([.. texts], settings, Short).Findings;
        return findings.Count == 0 ? null
            : $"Stands out: {string.Join(", ", findings.Select(finding => finding.Check).Distinct())}.";
    }

    /// <summary>The texts without what can be mended for certain, and what was changed: texts that are empty, lack a
    /// label, repeat or contradict others or stand in the test are left out, wrong encodings are put right, give-away
    /// words are taken out, and rows in the order of their labels are shuffled. Near repeats stay where they may
    /// say something else. Labels stay as they are.</summary>
    public (IReadOnlyList<LabelledText> Texts, IReadOnlyList<DataChange> Changes) Mended()
    {
        // What is mended may be like another text, or have a second fault.
        var (texts, changes, audit) = (_texts, new List<DataChange>(), this);
        for (var round = 0; round < MostRounds; round++)
        {
            var (mended, changed) = audit.MendedOnce();
            if (changed.Count == 0) break;
            changes.AddRange(changed);
            texts = mended;
            if (texts.Count == 0) break;
            audit = new(texts, _settings with
            {
                Skipped = [.. _settings.Skipped, ImprobableLabels.Named],
                Embedder = null,
                Progress = null,
            });
        }
        int[] order = [.. Enumerable.Range(0, texts.Count)];
        if (Findings.Any(finding => finding.IsMendedByShuffling))
            new CounterRandom(_settings.Seed, CounterRandom.Purpose("audit")).Shuffle(order.AsSpan());
        return ([.. order.Select(i => texts[i])], changes);
    }

    private (IReadOnlyList<LabelledText> Texts, List<DataChange> Changes) MendedOnce()
    {
        var (texts, isChanged, isLeftOut) = (_texts.ToArray(), new bool[_texts.Count], new bool[_texts.Count]);
        var changes = new List<DataChange>();
        foreach (var (row, check) in Findings.SelectMany(finding => finding.Rows.Select(row => (row, finding.Check))))
        {
            if (row.IsTest || isChanged[row.Index] || !row.IsLeftOut && row.MendedText is null) continue;
            // One of a group stays, whatever becomes of those that it is like.
            if (check == RepeatedTexts.Near && row.Like is { IsTest: false } like && isLeftOut[like.Index]) continue;
            isChanged[row.Index] = true;
            isLeftOut[row.Index] = row.IsLeftOut;
            changes.Add(new(row.Row, check, texts[row.Index].Text, row.MendedText) { Like = row.Like });
            if (row.MendedText is { } mended) texts[row.Index] = texts[row.Index] with { Text = mended };
        }
        return ([.. texts.Where((_, i) => !isLeftOut[i])], changes);
    }

    /// <summary>A line for each finding and what to do.</summary>
    public override string ToString()
    {
        var lines = new StringBuilder();
        foreach (var finding in Findings)
            lines.Append(finding.Check).Append(": ").Append(finding.Sentence).Append(' ').Append(finding.Advice)
                .Append('\n');
        if (Findings.Count == 0) lines.Append("Nothing stands out.\n");
        foreach (var (check, why) in LeftOut) lines.Append(check).Append(": not looked at: ").Append(why).Append(".\n");
        return lines.ToString();
    }
}
