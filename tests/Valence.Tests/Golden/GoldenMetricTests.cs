using System.Text.Json;
using Valence.Metrics;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>Metrics equal real Keras' after each of several batches.</summary>
public sealed class GoldenMetricTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("metrics");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metric_equals_Keras_after_each_batch(string name)
    {
        var (json, arrays) = GoldenFolder.Open("metrics", name);
        var state = KerasTables.Default.Metrics.Read(json.GetProperty("config"), name, KerasTables.Default).NewState();
        for (var round = 0; round < 2; round++)
        {
            var batches = 0;
            for (; arrays.TryGet($"y_true.{batches}", out var yTrue); batches++)
            {
                state.Update(yTrue.ToTensor(), arrays[$"y_pred.{batches}"].ToTensor(),
                    arrays.TryGet($"sample_weight.{batches}", out var weight) ? weight.ToTensor() : null);
                Compare.Close(arrays[$"result.{batches}"], state.Result(), 1e-5f,
                    $"result.{batches} of round {round}");
            }
            Assert.True(batches > 0);
            state.Reset();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metric_written_and_read_again_gives_the_same(string name)
    {
        var (json, arrays) = GoldenFolder.Open("metrics", name);
        var tables = KerasTables.Default;
        var metric = tables.Metrics.Read(json.GetProperty("config"), name, tables);
        using var written = JsonDocument.Parse(tables.Metrics.Write(metric, tables).ToJsonString());
        var again = tables.Metrics.Read(written.RootElement, name, tables);
        Assert.Equal(metric.Name, again.Name);
        foreach (var field in json.GetProperty("config").GetProperty("config").EnumerateObject())
        {
            Assert.True(written.RootElement.GetProperty("config").TryGetProperty(field.Name, out var value),
                $"'{field.Name}' is missing.");
            if (field.Value.ValueKind == JsonValueKind.Number)
                Assert.True(field.Value.GetSingle() == value.GetSingle(),
                    $"{field.Name}: expected {field.Value}, found {value}");
            else Assert.True(JsonElement.DeepEquals(field.Value, value),
                $"{field.Name}: expected '{field.Value}', found '{value}'");
        }
        Assert.Equal(Result(metric), Result(again));

        float[] Result(Metric of)
        {
            var state = of.NewState();
            state.Update(arrays["y_true.0"].ToTensor(), arrays["y_pred.0"].ToTensor());
            return state.Result().Floats.ToArray();
        }
    }
}
