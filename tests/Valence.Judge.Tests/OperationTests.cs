using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>Every function of <c>keras.ops</c> in small models: read right or refused by its name.</summary>
public sealed class OperationTests(RealKeras keras, ITestOutputHelper output) : IClassFixture<RealKeras>
{
    private static readonly HashSet<string> Failing = [.. File.ReadLines(Path.Combine(
        KerasEnvironment.Repository, "tests", "Valence.Judge.Tests", "operations.txt"))
        .Where(line => !line.StartsWith('#'))];

    [Fact]
    public void Every_function_is_right_or_refused_by_name()
    {
        var rows = OperationsTable.Examine(keras.Process, keras.Examiner, keras.Folder);
        output.WriteLine(OperationsTable.Markdown(rows));
        Assert.DoesNotContain(rows, row => row.Status == "no example");
        var known = RefusalKinds.Listed();
        Assert.All(rows.Where(row => Failing.Contains(row.Expression)),
            row => Assert.False(row.IsRight, row.Expression));
        Assert.Equal([], rows.Where(row => !Failing.Contains(row.Expression))
            .Where(row => row.Findings.Any(finding => finding.Verdict > Verdict.Refused
                || finding.Verdict == Verdict.Refused && known.Of(finding.Detail) is null))
            .Select(row => $"{row.Expression}: {row.Outcome}"));
    }
}
