using System.Globalization;
using Valence.Models;

namespace Valence.Tests.Saving;

/// <summary>Real Keras opens the files that are written here and predicts the same.</summary>
public sealed class RealKerasTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const string Predict = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            model = keras.models.load_model(job["architecture"], compile=False)
            if job["weights"]:
                model.load_weights(job["weights"])
            z = np.load(job["inputs"])
            xs = [z[k] for k in sorted(k for k in z.files if k.startswith("x."))]
            y = model.predict(xs if len(xs) > 1 else xs[0], verbose=0, batch_size=64)
            print("PREDICTED", job["name"], float(np.abs(y - z[job["expected"]]).max()))
        """;

    // Compiled, and trained for a step there would need a backend with gradients; the state is compared instead.
    private const string Optimizer = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            ours, theirs = (keras.models.load_model(job[k]) for k in ("ours", "theirs"))
            a, b = ours.optimizer.variables, theirs.optimizer.variables
            same = len(a) == len(b) and all(np.array_equal(np.asarray(x), np.asarray(y)) for x, y in zip(a, b))
            print("STATE", job["name"], len(a), same and ours.optimizer.get_config() == theirs.optimizer.get_config())
        """;

    private const string Listing = """
        import json, h5py
        def lines(path):
            found = []
            def attributes(name, item):
                for key in sorted(item.attrs):
                    kind = item.attrs.get_id(key)
                    text = h5py.check_string_dtype(kind.dtype)
                    value = "" if key.endswith("_config") or "/_softmax" in name or "/_dropout" in name else str(item.attrs[key])
                    found.append(f"{name} @{key} {text or kind.dtype} {kind.shape} {value}")
            def visit(name, item):
                found.append(f"{name} {(item.shape, str(item.dtype)) if isinstance(item, h5py.Dataset) else ''}")
                attributes("/" + name, item)
            with h5py.File(path) as file:
                attributes("/", file)
                file.visititems(visit)
            return found
        for job in json.load(open(sys.argv[1])):
            ours, theirs = lines(job["ours"]), lines(job["theirs"])
            different = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
            print("LISTED", job["name"], len(ours), len(ours) == len(theirs) and not different)
            for pair in different[:3]: print("   ", pair)
        """;

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
            jobs.Add($$"""{"name": "keras", "architecture": {{Json(stem + ".keras")}}, "weights": null, "inputs": {{inputs}}, "expected": {{expected}}}""");
            jobs.Add($$"""{"name": "h5", "architecture": {{Json(stem + ".h5")}}, "weights": null, "inputs": {{inputs}}, "expected": {{expected}}}""");
            jobs.Add($$"""{"name": "weights", "architecture": {{Json(GoldenModels.At("models", name.Split('.')[0] + ".init.keras"))}}, "weights": {{Json(stem + ".weights.h5")}}, "inputs": {{inputs}}, "expected": {{expected}}}""");
        }
        var lines = Run(Predict, jobs, "PREDICTED");
        Assert.Equal(jobs.Count, lines.Count);
        foreach (var form in lines.GroupBy(line => line[1]))
        {
            var worst = form.Max(line => double.Parse(line[2], CultureInfo.InvariantCulture));
            TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"{form.Key}: {form.Count()} files, largest difference {worst:G3}"));
            Assert.True(worst <= 1e-5, FormattableString.Invariant($"{form.Key}: Keras' prediction differs by {worst:G3}."));
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
                var path = Path.Combine(keras.Folder, $"{name}.state{form}");
                model.Save(path);
                jobs.Add($$"""{"name": {{Json(name + form)}}, "ours": {{Json(path)}}, "theirs": {{Json(GoldenModels.At("models", $"{name}.keras"))}}}""");
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
                jobs.Add($$"""{"name": {{Json(name + form)}}, "ours": {{Json(stem + form)}}, "theirs": {{Json(GoldenModels.At("models", name + form))}}}""");
        }
        var lines = Run(Listing, jobs, "LISTED");
        Assert.Equal(jobs.Count, lines.Count);
        Assert.All(lines, line => Assert.True(line[3] == "True", string.Join(' ', line)));
    }

    // Keras itself cannot open the older file of a model that computes a mask by itself.
    private static IEnumerable<string> Names() => Directory.GetFiles(GoldenModels.At("models"), "*.keras").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static string Json(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    private List<string[]> Run(string script, IEnumerable<string> jobs, string word)
    {
        var path = Path.Combine(keras.Folder, $"{word}.json");
        File.WriteAllText(path, $"[{string.Join(",", jobs)}]");
        var output = keras.Run(script, path);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        return [.. output.Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line.Trim().Split(' '))];
    }
}
