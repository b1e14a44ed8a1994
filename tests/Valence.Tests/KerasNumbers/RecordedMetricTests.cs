using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Metrics;
using Valence.Saving;
using Valence.Tests.Saving;

namespace Valence.Tests.KerasNumbers;

/// <summary>Metrics on batches, with the results of real Keras: <c>metric-numbers.json</c>, which
/// <see cref="MetricScripts.Make"/> wrote; and more of them where real Keras is.</summary>
public sealed class RecordedMetricTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const double Tolerance = 1e-6;
    private static readonly IReadOnlyDictionary<string, JsonElement> Recorded =
        RecordedNumbers.Cases("metric-numbers.json");

    public static TheoryData<string> Cases => [.. Recorded.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recorded_metric_has_the_result_of_Keras(string name) => Check(Recorded[name]);

    [Fact]
    public void Random_metrics_have_the_results_of_Keras_and_Keras_reads_what_is_written_of_them()
    {
        const int count = 30;
        var file = Path.Combine(keras.Folder, "metrics.json");
        Assert.Contains("MADE 300", Run([$$"""{"count": {{count}}, "file": "{{JsonEncodedText.Encode(file)}}"}"""]));
        var cases = RecordedNumbers.Cases(File.ReadAllBytes(file));
        var jobs = new List<string>();
        foreach (var (name, row) in cases)
        {
            Check(row);
            var written = KerasTables.Default.Metrics.Write(Read(row), KerasTables.Default);
            jobs.Add(new JsonObject { ["name"] = name, ["ours"] = written }.ToJsonString());
        }
        var lines = Run(jobs).Split('\n').Where(line => line.StartsWith("MEASURED", StringComparison.Ordinal)).ToList();
        Assert.Equal(cases.Count, lines.Count);
        Assert.All(lines, line => Assert.EndsWith(" True", line.Trim()));
    }

    private static Metric Read(JsonElement row) => KerasTables.Default.Metrics.Read(row.GetProperty("config"),
        row.GetProperty("name").GetString()!, KerasTables.Default);

    private static void Check(JsonElement row)
    {
        var state = Read(row).NewState();
        foreach (var batch in row.GetProperty("batches").EnumerateArray())
        {
            var (first, second, weights) = (RecordedNumbers.Array(batch[0])!, RecordedNumbers.Array(batch[1]),
                RecordedNumbers.Array(batch[2]));
            if (state is ValueState values) values.Update(first, weights);
            else state.Update(first, second!, weights);
        }
        var expected = row.GetProperty("result").GetDouble();
        Assert.True(Math.Abs(state.Value - expected) <= Tolerance * Math.Max(1, Math.Abs(expected)),
            FormattableString.Invariant($"{row.GetProperty("name")} is {state.Value}, expected {expected}."));
    }

    private string Run(IEnumerable<string> jobs)
    {
        var path = Path.Combine(keras.Folder, "jobs.json");
        File.WriteAllText(path, $"[{string.Join(",", jobs)}]");
        return keras.Run(MetricScripts.Make, path);
    }
}
