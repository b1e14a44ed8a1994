using System.Text.Json;
using Valence.Backends;
using Valence.Layers;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Layers;

namespace Valence.Tests.Golden;

/// <summary>Weights equal real Keras' after each step of each optimizer, alone and on several threads.</summary>
public sealed class GoldenOptimizerTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("optimizers");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Optimizer_equals_Keras_after_each_step(string name) => Run(name, null);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Optimizer_equals_Keras_on_several_threads(string name)
    {
        using var backend = new CpuBackend(3);
        Run(name, Calls.On(backend));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Optimizer_is_written_as_Keras_writes_it(string name)
    {
        var (json, _) = GoldenFolder.Open("optimizers", name);
        var tables = KerasTables.Default;
        var optimizer = tables.Optimizers.Read(json.GetProperty("config"), name, tables);
        using var written = JsonDocument.Parse(tables.Optimizers.Write(optimizer, tables).ToJsonString());
        Check(json.GetProperty("config").GetProperty("config"), written.RootElement.GetProperty("config"));
    }

    private static void Check(JsonElement expected, JsonElement actual)
    {
        foreach (var field in expected.EnumerateObject())
        {
            Assert.True(actual.TryGetProperty(field.Name, out var value), $"'{field.Name}' is missing.");
            if (field.Value.ValueKind == JsonValueKind.Object) Check(field.Value, value);
            else if (field.Value.ValueKind == JsonValueKind.Number)
                Assert.True(field.Value.GetSingle() == value.GetSingle(),
                    $"{field.Name}: expected {field.Value}, found {value}");
            else Assert.True(field.Value.ToString() == value.ToString(),
                $"{field.Name}: expected '{field.Value}', found '{value}'");
        }
    }

    private static void Run(string name, CallContext? call)
    {
        var (json, arrays) = GoldenFolder.Open("optimizers", name);
        var optimizer = KerasTables.Default.Optimizers.Read(json.GetProperty("config"), name, KerasTables.Default)
            .NewState();
        var weights = new List<Weight>();
        var factory = new WeightFactory("", weights, [], []);
        foreach (var key in new[] { "a", "b" })
        {
            var start = arrays[$"p0.{key}"].ToTensor();
            factory.Add(key, start.Shape, Initializers.Initializer.Zeros).Set(start);
        }
        optimizer.Build(weights);
        var steps = json.GetProperty("steps").GetInt32();
        Assert.True(steps > 0);
        for (var step = 1; step <= steps; step++)
        {
            optimizer.Apply([new(arrays[$"g{step}.a"].ToTensor(), null), new(arrays[$"g{step}.b"].ToTensor(), null)],
                call);
            Compare.Close(arrays[$"p{step}.a"], weights[0].Value, 1e-5f, $"p{step}.a");
            Compare.Close(arrays[$"p{step}.b"], weights[1].Value, 1e-5f, $"p{step}.b");
        }
    }
}
