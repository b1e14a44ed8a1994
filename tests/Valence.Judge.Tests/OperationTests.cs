using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>Every function of <c>keras.ops</c> in small models: read right or refused by its name.</summary>
public sealed class OperationTests(RealKeras keras, ITestOutputHelper output) : IClassFixture<RealKeras>
{
    [Fact]
    public void Every_function_is_right_or_refused_by_name()
    {
        var rows = OperationsTable.Examine(keras.Process, keras.Examiner, keras.Folder);
        output.WriteLine(OperationsTable.Markdown(rows));
        Assert.DoesNotContain(rows, row => row.Status == "no example");
        var known = RefusalKinds.Listed();
        Assert.Equal([], rows.Where(row => row.Findings.Any(finding => finding.Verdict > Verdict.Refused
                || finding.Verdict == Verdict.Refused && known.Of(finding.Detail) is null))
            .Select(row => $"{row.Expression}: {row.Outcome}"));
    }
}
