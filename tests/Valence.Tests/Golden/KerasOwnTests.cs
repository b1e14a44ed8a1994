using Valence.Backends;
using Valence.Execution;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>The losses and metrics that Keras' own tests call, with all their numbers, as recorded by
/// <c>tests/Valence.Judge/keras/record.py</c>.</summary>
public sealed class KerasOwnTests
{
    private const string LossFamily = "keras-tests/losses";
    private const string MetricFamily = "keras-tests/metrics";

    public static TheoryData<string> Losses => [.. OwnCases.Names(LossFamily)];

    public static TheoryData<string> Metrics => [.. OwnCases.Names(MetricFamily)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Loss_answers_as_in_Keras_own_tests(string name) => KnownFailures.Check(name, () =>
    {
        Assert.True(OwnCases.TryOpen(LossFamily, name, out var given));
        var loss = KerasTables.Default.Losses.Read(given.Json.GetProperty("config"), name, KerasTables.Default);
        using var backend = new CpuBackend(threads: 2);
        var weight = given.Arrays.TryGet("sample_weight", out var weights) ? weights.ToTensor() : null;
        var result = loss.Compute(given.Arrays["y_true"].ToTensor(), given.Arrays["y_pred"].ToTensor(),
            new(new EagerExecutor(new StepMemory(backend))), weight);
        Compare.Close(given.Arrays["out"], result, 1e-5f, "out");
    });

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Metric_answers_as_in_Keras_own_tests(string name) => KnownFailures.Check(name, () =>
    {
        Assert.True(OwnCases.TryOpen(MetricFamily, name, out var given));
        var state = KerasTables.Default.Metrics.Read(given.Json.GetProperty("config"), name, KerasTables.Default)
            .NewState();
        var compared = 0;
        for (var i = 0; given.Arrays.TryGet($"y_true.{i}", out var yTrue); i++)
        {
            state.Update(yTrue.ToTensor(), given.Arrays[$"y_pred.{i}"].ToTensor(),
                given.Arrays.TryGet($"sample_weight.{i}", out var weight) ? weight.ToTensor() : null);
            if (!given.Arrays.TryGet($"result.{i}", out var result)) continue;
            Compare.Close(result, state.Result(), 1e-5f, $"result.{i}");
            compared++;
        }
        Assert.True(compared > 0);
    });
}
