using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Execution;
using Valence.Losses;
using Valence.Operations;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>Losses and their gradients equal real Keras' on each backend, whether built from Keras' form or from what
/// Valence writes.</summary>
public sealed class GoldenLossTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("losses");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_equals_Keras_on_the_reference_backend(string name) => Run(name, new ReferenceBackend());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_equals_Keras_on_the_cpu_backend(string name) => Run(name, new CpuBackend(threads: 2));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_is_written_as_Keras_writes_it(string name)
    {
        var (json, _) = GoldenFolder.Open("losses", name);
        var written = KerasTables.Default.Losses.Write(Read(json, name), KerasTables.Default);
        foreach (var (field, value) in JsonNode.Parse(json.GetProperty("config").GetRawText())!["config"]!.AsObject())
            Assert.True(Same(value, written["config"]![field]),
                $"{field}: expected {value}, found {written["config"]![field]}");
    }

    // Keras takes no reduction as a text and as nothing.
    private static bool Same(JsonNode? a, JsonNode? b) =>
        a is JsonValue text && text.TryGetValue<string>(out var said) && said == "none" && b is null
        || (a is JsonValue x && b is JsonValue y && x.GetValueKind() == JsonValueKind.Number
            ? (float)x.GetValue<double>() == float.Parse(
                y.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : JsonNode.DeepEquals(a, b));

    private static void Run(string name, Backend backend)
    {
        using (backend)
        {
            var (json, arrays) = GoldenFolder.Open("losses", name);
            var loss = Read(json, name);
            var eager = new EagerExecutor(new StepMemory(backend));
            var recording = new RecordingExecutor(eager);
            var yPred = arrays["y_pred"].ToTensor();
            recording.Watch(yPred);
            var weight = arrays.TryGet("sample_weight", out var given) ? given.ToTensor() : null;
            var result = loss.Compute(arrays["y_true"].ToTensor(), yPred, new(recording), weight);
            Compare.Close(arrays["out"], result, 1e-5f, "out");

            var inner = new CallContext(eager);
            recording.Backward(result, inner.Filled(result.Shape, 1), inner);
            Compare.Close(arrays["g_pred"], Assert.IsType<Tensor>(recording.Gradient(yPred)), 1e-4f, "g_pred");
        }
    }

    // Some parameters are not in Keras' serialized form and come beside it.
    private static Loss Read(JsonElement json, string name)
    {
        var config = JsonNode.Parse(json.GetProperty("config").GetRawText())!;
        if (json.TryGetProperty("parameters", out var parameters))
            foreach (var parameter in parameters.EnumerateObject())
                config["config"]![parameter.Name] = JsonNode.Parse(parameter.Value.GetRawText());
        return KerasTables.Default.Losses.Read(JsonSerializer.SerializeToElement(config), name, KerasTables.Default);
    }
}
