using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Golden;

/// <summary>Whole runs equal real Keras': fit with its options and callbacks, continued training, single batches, on
/// each backend.</summary>
public sealed partial class GoldenRunTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("runs");

    public static TheoryData<string> CsvCases => Having("csv");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_goes_as_in_Keras_on_the_reference_backend(string name) => Run(name, new ReferenceBackend());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_goes_as_in_Keras_on_the_cpu_backend(string name) => Run(name, new CpuBackend(threads: 2));

    [Theory]
    [MemberData(nameof(CsvCases))]
    public void CsvLogger_writes_given_figures_byte_for_byte_as_Keras(string name)
    {
        Assert.SkipWhen(name.Length == 0, "no run here has the text of a CSV file, or " + GoldenFolder.Missing);
        var (json, arrays) = GoldenFolder.Open("runs", name);
        using var backend = new ReferenceBackend();
        using var folder = new RunFolder();
        var model = GoldenTraining.Model(json.GetProperty("model"), arrays, GoldenTraining.Data(arrays, "x"), backend);
        Compile(model, json);
        var state = new TrainingState(model, model.Optimizer!, new Dictionary<string, bool?>(),
            new ArrayBatches(default, default, null, 1, null));
        var logger = GoldenCallbacks.Create(json, folder.Path).OfType<CsvLogger>().Single();
        logger.OnTrainBegin(state);
        var history = json.GetProperty("history");
        for (var epoch = 0; epoch < history.GetProperty("loss").GetArrayLength(); epoch++)
        {
            state.Logs.Clear();
            foreach (var figure in history.EnumerateObject()) state.Logs[figure.Name] = figure.Value[epoch].GetSingle();
            logger.OnEpochEnd(epoch, state);
        }
        logger.OnTrainEnd(state);
        Assert.Equal(json.GetProperty("csv").GetString(), File.ReadAllText(folder.Files().Single()));
    }

    private static void Run(string name, Backend backend)
    {
        using (backend)
        {
            var (json, arrays) = GoldenFolder.Open("runs", name);
            if (json.TryGetProperty("train_on_batch", out _)) Batches(json, arrays, backend);
            else if (json.TryGetProperty("optimizer", out _)) Fit(json, arrays, backend);
            else if (json.TryGetProperty("history", out _)) Continue(json, arrays, backend);
            else if (json.TryGetProperty("texts", out _)) GoldenTextRun.Check(json, arrays, backend);
            else if (json.TryGetProperty("layers", out _)) GoldenLookupRun.Check(json, backend);
            else if (json.TryGetProperty("content", out _)) GoldenDirectoryRun.Check(json);
            else Assert.Fail("the case is of a kind that this suite does not know.");
        }
    }

    private static void Fit(JsonElement json, Npz arrays, Backend backend)
    {
        using var folder = new RunFolder();
        var (x, y) = (GoldenTraining.Data(arrays, "x"), GoldenTraining.Data(arrays, "y"));
        var model = GoldenTraining.Model(json.GetProperty("model"), arrays, x, backend);
        Compile(model, json);
        var held = arrays.Contains("val.x") || arrays.Contains("val.x.0");
        var history = GoldenTraining.Fit(model, x, y, json.GetProperty("fit"), new FitOptions
        {
            Callbacks = GoldenCallbacks.Create(json, folder.Path),
            SampleWeight = arrays.TryGet("sample_weight", out var weights) ? weights.ToTensor() : default(Data),
            ValidationData = held
                ? new Batch(GoldenTraining.Data(arrays, "val.x"), GoldenTraining.Data(arrays, "val.y")) : null,
        });
        GoldenTraining.CheckHistory(json.GetProperty("history"), history, model);
        Assert.Equal(json.GetProperty("epochs_run").GetInt32(), history.Epochs.Count);
        Assert.Equal(json.GetProperty("iterations").GetInt64(), model.Optimizer!.Iterations);
        GoldenTraining.CheckFigures(json.GetProperty("evaluate"),
            model.Evaluate(x, y, json.GetProperty("evaluate_batch_size").GetInt32()), "evaluate");
        GoldenTraining.CheckPredictions(arrays, "pred", model, x);
        GoldenTraining.CheckWeights(arrays, "w", model.Weights);
        Assert.Equal(json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)
            .Order(StringComparer.Ordinal), folder.Files().Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (json.TryGetProperty("csv", out var csv))
            CheckCsv(csv.GetString()!,
                File.ReadAllText(folder.Files().Single(file => file.EndsWith(".csv", StringComparison.Ordinal))),
                json.GetProperty("parameters").TryGetProperty("separator", out var separator) ? separator.GetString()!
                    : ",");
        CheckCheckpoints(folder, model, x);
    }

    private static void Continue(JsonElement json, Npz arrays, Backend backend)
    {
        var file = json.GetProperty("file").GetString()!;
        var inputs = Npz.Load(
            Path.Combine(GoldenFolder.Root!, file[..file.IndexOf('.', StringComparison.Ordinal)] + ".npz"));
        var (x, y) = (GoldenTraining.Data(inputs, "x"), GoldenTraining.Data(inputs, "y"));
        var model = KerasFile.Load(Path.Combine(GoldenFolder.Root!, file), backend: backend);
        GoldenTraining.CheckPredictions(inputs, "pred.trained", model, x);
        var history = GoldenTraining.Fit(model, x, y, json.GetProperty("fit"), new FitOptions());
        GoldenTraining.CheckHistory(json.GetProperty("history"), history, model);
        Assert.Equal(json.GetProperty("iterations").GetInt64(), model.Optimizer!.Iterations);
        GoldenTraining.CheckWeights(arrays, "w", model.Weights);
        GoldenTraining.CheckPredictions(arrays, "pred", model, x);
    }

    private static void Batches(JsonElement json, Npz arrays, Backend backend)
    {
        var (x, y) = (GoldenTraining.Data(arrays, "x"), GoldenTraining.Data(arrays, "y"));
        using var file = JsonDocument.Parse(ZipReader.Open(
            Path.Combine(GoldenFolder.Root!, "runs", json.GetProperty("file").GetString()!)).Read("config.json"));
        var model = GoldenTraining.Model(json.TryGetProperty("model", out var own) ? own : file.RootElement, arrays, x,
            backend);
        Compile(model, json);
        var names = json.GetProperty("returns").EnumerateArray().Select(item => item.GetString()!).ToArray();
        var said = json.GetProperty("batches").GetString()!;
        var ranges = RowRange().Matches(said)
            .Select(match => (Start: int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                End: int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + 1)).ToArray();
        var expected = json.GetProperty("train_on_batch");
        Assert.Equal(expected.GetArrayLength(), ranges.Length);
        for (var i = 0; i < ranges.Length; i++)
            Check(expected[i],
                model.TrainOnBatch(x.Slice(ranges[i].Start, ranges[i].End), y.Slice(ranges[i].Start, ranges[i].End)),
                $"train_on_batch {i}");
        var rest = int.Parse(LastRows().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Check(json.GetProperty("test_on_batch"), model.TestOnBatch(x.Slice(rest, x.Rows), y.Slice(rest, x.Rows)),
            "test_on_batch");
        GoldenTraining.CheckPredictions(arrays, "pred", model, x);
        GoldenTraining.CheckWeights(arrays, "w", model.Weights);

        void Check(JsonElement figures, IReadOnlyDictionary<string, float> actual, string what)
        {
            Assert.Equal(names.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
            for (var i = 0; i < names.Length; i++)
                GoldenTraining.CheckFigure(names[i], figures[i], actual[names[i]], what);
        }
    }

    private static void Compile(Model model, JsonElement json)
    {
        var config = json.TryGetProperty("compile", out var compile) ? JsonNode.Parse(compile.GetRawText())!.AsObject()
            : [];
        foreach (var field in (string[])["optimizer", "loss", "metrics"])
            config[field] = JsonNode.Parse(json.GetProperty(field).GetRawText());
        GoldenTraining.Compile(model, config);
    }

    // Rows, fields and epochs agree exactly, figures as those of the history do.
    private static void CheckCsv(string expected, string actual, string separator)
    {
        var (rows, written) = (expected.Split('\n'), actual.Split('\n'));
        Assert.Equal(rows.Length, written.Length);
        Assert.Equal(rows[0], written[0]);
        for (var i = 1; i < rows.Length; i++)
        {
            var (fields, own) = (rows[i].Split(separator), written[i].Split(separator));
            Assert.Equal(fields.Length, own.Length);
            Assert.Equal(fields[0], own[0]);
            for (var j = 1; j < fields.Length; j++)
                if (fields[j] != own[j])
                    Assert.Equal(double.Parse(fields[j], CultureInfo.InvariantCulture),
                        double.Parse(own[j], CultureInfo.InvariantCulture), 1e-5);
        }
    }

    // What a checkpoint wrote can be read again, and predicts numbers of the model's shape.
    private static void CheckCheckpoints(RunFolder folder, Model model, Data x)
    {
        foreach (var file in folder.Files())
        {
            if (file.EndsWith(".keras", StringComparison.Ordinal))
                Assert.Equal(model.Predict(x).Shape, KerasFile.Load(file).Predict(x).Shape);
            if (file.EndsWith(".weights.h5", StringComparison.Ordinal)) model.LoadWeights(file);
        }
    }

    private static TheoryData<string> Having(string field)
    {
        if (GoldenFolder.Root is null || !Directory.Exists(Path.Combine(GoldenFolder.Root, "runs"))) return [""];
        var data = new TheoryData<string>();
        foreach (var path in Directory.GetFiles(Path.Combine(GoldenFolder.Root, "runs"), "*.json")
            .Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.TryGetProperty(field, out _)) data.Add(Path.GetFileNameWithoutExtension(path));
        }
        return data.Count > 0 ? data : [""];
    }

    [GeneratedRegex(@"(\d+)-(\d+)")]
    private static partial Regex RowRange();

    [GeneratedRegex(@"rows (\d+) to the end")]
    private static partial Regex LastRows();
}
