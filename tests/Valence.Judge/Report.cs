using System.Globalization;
using System.Text;

namespace Valence.Judge;

/// <summary>Counts of examined models, and what went wrong grouped by kind.</summary>
internal static class Report
{
    /// <summary>The report as lines of text.</summary>
    public static string Of(IReadOnlyList<Examined> results, TimeSpan elapsed)
    {
        var text = new StringBuilder();
        var made = results.Where(result => result.Status == "made").ToList();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{made.Count} models in {elapsed.TotalSeconds:F0} s: {Counts(made.Select(result => result.Verdict))}");
        foreach (var group in results.Where(result => result.Status != "made").GroupBy(result => result.Status)
            .OrderByDescending(group => group.Count()))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  left out: {group.Count()} {group.Key} (seed {group.First().Seed})");
        foreach (var step in made.SelectMany(result => result.Findings).GroupBy(finding => finding.Step)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  {step.Key}: {Counts(step.Select(finding => finding.Verdict))}");
        var known = RefusalKinds.Listed();
        foreach (var verdict in new[] { Verdict.Wrong, Verdict.Crashed, Verdict.Unread, Verdict.Refused })
        {
            var groups = made
                .SelectMany(result => result.Findings.Where(finding => finding.Verdict == verdict)
                    .Select(finding => (result.Seed, finding, Kind: KindOf(finding, known))))
                .GroupBy(entry => entry.Kind)
                .OrderByDescending(group => group.Select(entry => entry.Seed).Distinct().Count());
            foreach (var group in groups)
            {
                var seeds = group.Select(entry => entry.Seed).Distinct().ToList();
                var (_, first, _) = group.First();
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"{verdict} {seeds.Count}: {group.Key} (seeds {string.Join(", ", seeds.Take(20))})");
                text.AppendLine($"    {first.Step}: {first.Detail}");
            }
        }
        foreach (var result in made.Where(result => result.Smallest is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"smallest like seed {result.Seed} ({result.Worst!.Step}: {result.Worst.Detail})");
            text.AppendLine($"    {result.Smallest}");
        }
        return text.ToString();
    }

    private static string KindOf(Finding finding, RefusalKinds known) => finding.Verdict switch
    {
        Verdict.Wrong => $"{finding.Step}",
        Verdict.Refused => known.Of(finding.Detail) ?? $"NOT LISTED {finding.Kind}",
        _ => finding.Kind,
    };

    private static string Counts(IEnumerable<Verdict> verdicts) => string.Join(", ",
        verdicts.GroupBy(verdict => verdict).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));
}
