using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>Learning rates of schedules equal real Keras' step by step.</summary>
public sealed class GoldenScheduleTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("schedules");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Schedule_equals_Keras_at_each_step(string name)
    {
        var (json, arrays) = GoldenFolder.Open("schedules", name);
        var tables = KerasTables.Default;
        var schedule = tables.Schedules.Read(json.GetProperty("config"), name, tables);
        using var written = System.Text.Json.JsonDocument.Parse(
            tables.Schedules.Write(schedule, tables).ToJsonString());
        var again = tables.Schedules.Read(written.RootElement, name, tables);
        var expected = arrays["lr"];
        foreach (var each in new[] { schedule, again })
            Compare.Close(expected,
                Tensor.From(Enumerable.Range(0, (int)expected.Shape[0]).Select(step => each.At(step)).ToArray()), 1e-5f,
                "lr");
        Assert.True(System.Text.Json.JsonElement.DeepEquals(written.RootElement.GetProperty("config")
            .GetProperty("name"), json.GetProperty("config").GetProperty("config").GetProperty("name")));
    }
}
