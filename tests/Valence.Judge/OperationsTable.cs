using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Valence.Judge;

/// <summary>All functions of <c>keras.ops</c>, each in small models: whether Valence reads, computes and writes
/// it.</summary>
internal static class OperationsTable
{
    /// <summary>One way to call a function.</summary>
    /// <param name="Function">Its name in <c>keras.ops</c>.</param>
    /// <param name="Expression">The call; empty where none makes a node.</param>
    /// <param name="Status"><c>made</c>, or why there is no model.</param>
    /// <param name="Findings">The steps.</param>
    public sealed record Row(string Function, string Expression, string Status, IReadOnlyList<Finding> Findings)
    {
        /// <summary>What came of it, in a word or a sentence.</summary>
        public string Outcome => Status != "made" ? Status
            : Findings.Where(finding => finding.Verdict != Verdict.Right)
                .OrderByDescending(finding => finding.Verdict).FirstOrDefault() is { } bad
                ? $"{bad.Verdict.ToString().ToLowerInvariant()}: {bad.Step}: {bad.Detail}" : "right";

        /// <summary>Whether there is a model and all steps are right.</summary>
        public bool IsRight => Outcome == "right";
    }

    /// <summary>Examines every call that Keras' script lists.</summary>
    public static IReadOnlyList<Row> Examine(KerasProcess keras, Examiner examiner, string folder)
    {
        var answer = keras.Ask(new JsonObject { ["operations"] = folder });
        if (!answer.TryGetProperty("cases", out var cases)) throw new InvalidOperationException(answer.ToString());
        var rows = new List<Row>();
        foreach (var item in cases.EnumerateArray())
        {
            var status = item.GetProperty("status").GetString()!;
            rows.Add(new(item.GetProperty("name").GetString()!, item.GetProperty("expression").GetString()!, status,
                status == "made" ? examiner.Examine(Case.At(item.GetProperty("folder").GetString()!)) : []));
        }
        return rows;
    }

    /// <summary>Counts, and a table with a row for each call.</summary>
    public static string Markdown(IReadOnlyList<Row> rows)
    {
        var made = rows.Where(row => row.Status == "made").ToList();
        var verdicts = made.GroupBy(row => row.Outcome.Split(':')[0]).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key}");
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{rows.Select(row => row.Function).Distinct().Count()} functions, {made.Count} calls that make a model: "
            + $"{string.Join(", ", verdicts)}");
        text.AppendLine();
        text.AppendLine("| function | call | outcome |");
        text.AppendLine("|---|---|---|");
        foreach (var row in rows)
        {
            var call = row.Expression.Length == 0 ? "" : $"`{row.Expression}`";
            var outcome = row.Outcome.ReplaceLineEndings(" ").Replace("|", "\\|");
            text.AppendLine($"| `{row.Function}` | {call} | {outcome} |");
        }
        return text.ToString();
    }
}
