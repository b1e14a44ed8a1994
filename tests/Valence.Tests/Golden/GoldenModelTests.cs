using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Tests.Sessions;
using Valence.Training;

namespace Valence.Tests.Golden;

/// <summary>Whole models equal real Keras': what they predict, print, learn and report, on each backend.</summary>
public sealed class GoldenModelTests
{
    // Models that may mix rows.
    private static readonly string[] Uncut = [];

    public static TheoryData<string> Cases => GoldenFolder.Cases("models");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Model_learns_what_it_learns_in_Keras_on_the_reference_backend(string name) =>
        Run(name, new ReferenceBackend());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Model_learns_what_it_learns_in_Keras_on_the_cpu_backend(string name) =>
        Run(name, new CpuBackend(threads: 2));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Summary_is_the_table_that_Keras_prints(string name)
    {
        var (json, arrays) = GoldenFolder.Open("models", name);
        using var backend = new ReferenceBackend();
        var model = GoldenTraining.Model(json.GetProperty("model"), arrays, GoldenTraining.Data(arrays, "x"), backend);
        var expected = string.Join('\n', json.GetProperty("summary").EnumerateArray().Select(line => line.GetString()));
        Assert.Equal(expected.TrimEnd(), model.Summary().TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parts_of_a_batch_answer_what_the_whole_batch_does(string name)
    {
        var (json, arrays) = GoldenFolder.Open("models", name);
        var x = GoldenTraining.Data(arrays, "x");
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(threads: 2)])
            using (backend)
                Assert.Equal(!Uncut.Contains(name),
                    InParts.Agree(GoldenTraining.Model(json.GetProperty("model"), arrays, x, backend), x));
    }

    private static void Run(string name, Backend backend)
    {
        using (backend)
        {
            var (json, arrays) = GoldenFolder.Open("models", name);
            var (x, y) = (GoldenTraining.Data(arrays, "x"), GoldenTraining.Data(arrays, "y"));
            var model = GoldenTraining.Model(json.GetProperty("model"), arrays, x, backend);
            GoldenTraining.CheckPredictions(arrays, "pred.init", model, x);
            if (!json.TryGetProperty("fit", out var fit)) return;

            GoldenTraining.Compile(model, CompileConfigOf(name));
            var history = GoldenTraining.Fit(model, x, y, fit, new FitOptions());
            GoldenTraining.CheckHistory(json.GetProperty("history"), history, model);
            GoldenTraining.CheckFigures(json.GetProperty("evaluate"),
                model.Evaluate(x, y, json.GetProperty("evaluate_batch_size").GetInt32()), "evaluate");
            GoldenTraining.CheckWeights(arrays, "w1", model.Weights);
            GoldenTraining.CheckPredictions(arrays, "pred.trained", model, x);
        }
    }

    // The optimizer stands only in the file beside the case.
    private static JsonObject CompileConfigOf(string name)
    {
        var path = Path.Combine(GoldenFolder.Root!, "models", name + ".init.keras");
        return JsonNode.Parse(ZipReader.Open(path).Read("config.json").Span)!["compile_config"]!.AsObject().DeepClone()
            .AsObject();
    }
}
