using System.Globalization;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Real Keras opens the files that are written here and predicts the same.</summary>
public sealed class RealKerasTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Compiled, and trained for a step there would need a backend with gradients; the state is compared instead.
    private const string Optimizer = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            ours, theirs = (keras.models.load_model(job[k]) for k in ("ours", "theirs"))
            a, b = ours.optimizer.variables, theirs.optimizer.variables
            same = len(a) == len(b) and all(np.array_equal(np.asarray(x), np.asarray(y)) for x, y in zip(a, b))
            print("STATE", job["name"], len(a), same and ours.optimizer.get_config() == theirs.optimizer.get_config())
        """;

    private const string Paths = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            model = keras.models.load_model(job["model"], compile=False)
            np.savez(job["to"], **{variable.path: np.asarray(variable) for variable in model.weights})
            print("SAVED", job["name"])
        """;

    // A float32 is written with the fewest digits that make it, where Keras writes those of the double. A backward
    // layer given to Bidirectional is
    // named like one that was not given; shapes that a layer was built for are known to the model.
    private const string Objects = """
        import json, keras
        def close(a, b):
            if isinstance(a, dict): return isinstance(b, dict) and all(close(a.get(k), b.get(k)) for k in (a.keys() | b.keys()) - {"shared_object_id", "build_config"})
            if isinstance(a, (list, tuple)): return isinstance(b, (list, tuple)) and len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
            if isinstance(a, float) and isinstance(b, (int, float)): return abs(a - b) <= 1e-6 * abs(b)
            if isinstance(a, str) and isinstance(b, str): return a.removeprefix("backward_") == b.removeprefix("backward_")
            return a == b
        def apart(a, b):
            return {k: apart(a.get(k), b.get(k)) for k in a.keys() | b.keys() if not close(a.get(k), b.get(k))} if isinstance(a, dict) and isinstance(b, dict) else (a, b)
        read = {"layers": keras.layers.deserialize, "losses": keras.losses.deserialize, "metrics": keras.metrics.deserialize,
                "optimizers": keras.optimizers.deserialize, "schedules": keras.saving.deserialize_keras_object}
        for job in json.load(open(sys.argv[1])):
            try:
                ours, theirs = (read[job["family"]](job[k]) for k in ("ours", "theirs"))
                a, b = ours.get_config(), theirs.get_config()
                if not close(a, b): print("DIFFERENT", job["family"], job["name"], {k: apart(a.get(k), b.get(k)) for k in b if not close(a.get(k), b.get(k))})
            except Exception as error:
                print("DIFFERENT", job["family"], job["name"], type(error).__name__, str(error).replace("\n", " ")[:300])
            print("READ", job["family"], job["name"])
        """;

    [Theory]
    [InlineData("layers")]
    [InlineData("losses")]
    [InlineData("metrics")]
    [InlineData("optimizers")]
    [InlineData("schedules")]
    public void Keras_reads_every_description_as_its_own(string family)
    {
        var tables = KerasTables.Default;
        var jobs = new List<string>();
        foreach (var path in Directory.GetFiles(GoldenModels.At(family), "*.json").Order(StringComparer.Ordinal))
        {
            var config = GoldenModels.Json(path).GetProperty("config");
            var written = family switch
            {
                "layers" => tables.Layers.Write(tables.Layers.Read(config, path, tables), tables),
                "losses" => tables.Losses.Write(tables.Losses.Read(config, path, tables), tables),
                "metrics" => tables.Metrics.Write(tables.Metrics.Read(config, path, tables), tables),
                "optimizers" => tables.Optimizers.Write(tables.Optimizers.Read(config, path, tables), tables),
                _ => tables.Schedules.Write(tables.Schedules.Read(config, path, tables), tables),
            };
            jobs.Add(
                $$"""{"family": "{{family}}", "name": {{Json(Path.GetFileNameWithoutExtension(path))}}, "ours": {{written.ToJsonString()}}, "theirs": {{config.GetRawText()}}}""");
        }
        var lines = Run(Objects, jobs, "READ", out var output);
        Assert.Equal(jobs.Count, lines.Count);
        Assert.Equal([], output.Split('\n').Where(line => line.StartsWith("DIFFERENT", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keras_opens_every_model_in_every_form_and_predicts_the_same()
    {
        var jobs = new List<string>();
        foreach (var name in Names())
        {
            var model = Model.Load(GoldenModels.At("models", $"{name}.keras"));
            var stem = Path.Combine(keras.Folder, name);
            model.Save(stem + ".keras");
            model.Save(stem + ".h5");
            model.SaveWeights(stem + ".weights.h5");
            var inputs = Json(GoldenModels.At("models", $"{name.Split('.')[0]}.npz"));
            var expected = Json(name.EndsWith(".init", StringComparison.Ordinal) ? "pred.init" : "pred.trained");
            jobs.Add(
                $$"""{"name": {{Json("keras " + name)}}, "architecture": {{Json(stem + ".keras")}}, "weights": null, "inputs": {{inputs}}, "expected": {{expected}}}""");
            // Keras cannot open its own older file of the model that passes a mask as an argument.
            if (!name.StartsWith("tagger", StringComparison.Ordinal))
                jobs.Add(
                    $$"""{"name": {{Json("h5 " + name)}}, "architecture": {{Json(stem + ".h5")}}, "weights": null, "inputs": {{inputs}}, "expected": {{expected}}}""");
            jobs.Add(
                $$"""{"name": {{Json("weights " + name)}}, "architecture": {{Json(GoldenModels.At("models", name.Split('.')[0] + ".init.keras"))}}, "weights": {{Json(stem + ".weights.h5")}}, "inputs": {{inputs}}, "expected": {{expected}}}""");
        }
        var lines = Run(KerasScripts.Predict, jobs, "PREDICTED");
        Assert.Equal(jobs.Count, lines.Count);
        Assert.Equal(["keras", "weights"], lines.Where(line => line[2].StartsWith("tagger.", StringComparison.Ordinal))
            .Select(line => line[1]).Distinct());
        foreach (var form in lines.GroupBy(line => line[1]))
        {
            var worst = form.Max(line => double.Parse(line[3], CultureInfo.InvariantCulture));
            TestContext.Current.SendDiagnosticMessage(
                string.Create(CultureInfo.InvariantCulture,
                    $"{form.Key}: {form.Count()} files, largest difference {worst:G3}"));
            Assert.True(worst <= 1e-5, string.Create(CultureInfo.InvariantCulture, $"{form.Key}: Keras' prediction "
                + $"differs by {worst:G3}."));
        }
    }

    [Fact]
    public void Keras_reads_the_optimizer_and_its_state()
    {
        var jobs = new List<string>();
        foreach (var name in Names().Where(name => name.EndsWith(".trained", StringComparison.Ordinal)))
        {
            var model = Model.Load(GoldenModels.At("models", $"{name}.keras"));
            foreach (var form in new[] { ".keras", ".h5" })
            {
                // Keras cannot open its own older file of the model that passes a mask as an argument.
                if (form == ".h5" && name.StartsWith("tagger", StringComparison.Ordinal)) continue;
                var path = Path.Combine(keras.Folder, $"{name}.state{form}");
                model.Save(path);
                jobs.Add(
                    $$"""{"name": {{Json(name + form)}}, "ours": {{Json(path)}}, "theirs": {{Json(GoldenModels.At("models", name + form))}}}""");
            }
        }
        var lines = Run(Optimizer, jobs, "STATE");
        Assert.Equal(jobs.Count, lines.Count);
        Assert.All(lines, line => Assert.Equal("True", line[3]));
    }

    [Fact]
    public void Files_are_listed_by_h5py_as_Keras_own_are()
    {
        var jobs = new List<string>();
        foreach (var name in Names())
        {
            var model = Model.Load(GoldenModels.At("models", $"{name}.keras"));
            var stem = Path.Combine(keras.Folder, name + ".list");
            model.Save(stem + ".h5");
            model.SaveWeights(stem + ".weights.h5");
            foreach (var form in new[] { ".h5", ".weights.h5" })
                jobs.Add(
                    $$"""{"name": {{Json(name + form)}}, "ours": {{Json(stem + form)}}, "theirs": {{Json(GoldenModels.At("models", name + form))}}}""");
        }
        var lines = Run(KerasScripts.Listing, jobs, "LISTED");
        Assert.Equal(jobs.Count, lines.Count);
        Assert.All(lines, line => Assert.True(line[3] == "True", string.Join(' ', line)));
    }

    [Fact]
    public void Variables_that_Keras_saves_under_their_own_paths_are_read_by_name()
    {
        var jobs = Names()
            .Select(
                name =>
                    $$"""{"name": {{Json(name)}}, "model": {{Json(GoldenModels.At("models", name + ".keras"))}}, "to": {{Json(Path.Combine(keras.Folder, name + ".paths.npz"))}}}""").ToList();
        Assert.Equal(jobs.Count, Run(Paths, jobs, "SAVED").Count);
        foreach (var name in Names())
        {
            var expected = Model.Load(GoldenModels.At("models", name + ".keras"));
            var model = Model.Load(GoldenModels.At("models", name.Split('.')[0] + ".init.keras"));
            model.LoadWeights(Path.Combine(keras.Folder, name + ".paths.npz"));
            Assert.Equal(expected.GetWeights().SelectMany(weight => weight.Floats.ToArray()),
                model.GetWeights().SelectMany(weight => weight.Floats.ToArray()));
        }
    }

    private static IEnumerable<string> Names() => Directory.GetFiles(GoldenModels.At("models"), "*.keras")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static string Json(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    private List<string[]> Run(string script, IEnumerable<string> jobs, string word) => Run(script, jobs, word, out _);

    private List<string[]> Run(string script, IEnumerable<string> jobs, string word, out string output)
    {
        var path = Path.Combine(keras.Folder, $"{word}.json");
        File.WriteAllText(path, $"[{string.Join(",", jobs)}]");
        output = keras.Run(script, path);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        return [.. output.Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' '))];
    }
}
