using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Valence.Backends;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Models of random layers that real Keras makes: they answer here as there, and Keras opens what is written
/// of them.</summary>
public sealed class RandomLayerTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const double Tolerance = 1e-5;
    private const int Count = 12;

    [Fact]
    public void Random_layers_answer_as_in_Keras_and_Keras_opens_what_is_written_of_them()
    {
        var made = Run(LayerScripts.Make,
            [$$"""{"folder": {{Json(keras.Folder)}}, "count": {{Count}}}"""], "MADE");
        Assert.Equal(10 * Count, made.Count);
        var (wrong, own, ours) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var line in made)
        {
            var name = $"{line[1]}.{line[2]}";
            var stem = Path.Combine(keras.Folder, name);
            own.Add(Job(name, stem + ".h5", stem));
            try
            {
                wrong.AddRange(Examine(name, stem).Select(problem => $"{name}: {problem}"));
                foreach (var form in (string[])[".keras", ".h5"])
                    ours.Add(Job(name + form, stem + ".ours" + form, stem));
            }
            catch (Exception error) when (error is FileFormatException or ConfigException or ShapeException
                or InvalidOperationException or ArgumentException)
            {
                wrong.Add($"{name}: {error.GetType().Name} {error.Message}");
            }
        }
        // Keras does not open all older files of its own: those with a mask or a key as an argument by name.
        var opened = Run(LayerScripts.Reopen, own, "OPENED").Where(line => line[2] == "True").Select(line => line[1])
            .ToHashSet();
        foreach (var line in Run(LayerScripts.Reopen, ours, "OPENED"))
            if (line[2] != "True" && (line[1].EndsWith(".keras", StringComparison.Ordinal)
                || opened.Contains(line[1][..^3]))) wrong.Add($"Keras and ours: {string.Join(' ', line[1..])}");
        wrong.AddRange(Listings(made.Select(line => $"{line[1]}.{line[2]}")));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Every form of the file on both backends, and the state of layers that learn from data.
    private static IEnumerable<string> Examine(string name, string stem)
    {
        var arrays = Npz.Load(stem + ".npz");
        var model = Model.Load(stem + ".keras");
        foreach (var problem in Differences(model, arrays)) yield return $".keras, {problem}";
        using (var backend = new ReferenceBackend())
            foreach (var problem in Differences(KerasFile.Load(stem + ".keras", backend: backend), arrays))
                yield return $"reference, {problem}";
        foreach (var problem in Differences(Model.Load(stem + ".h5"), arrays)) yield return $".h5, {problem}";
        model.Save(stem + ".ours.keras");
        model.Save(stem + ".ours.h5");
        model.SaveWeights(stem + ".ours.weights.h5");
        foreach (var weight in model.Weights) weight.Value.Change<float>().Fill(0.5f);
        model.LoadWeights(stem + ".weights.h5");
        foreach (var problem in Differences(model, arrays)) yield return $".weights.h5, {problem}";
        if (arrays.Contains("learned.0"))
            foreach (var problem in Learned(model, arrays)) yield return problem;
        if (arrays.Contains("trained.0"))
            foreach (var problem in Trained(model, arrays)) yield return problem;
    }

    private static IEnumerable<string> Differences(Model model, Npz arrays) =>
        Differences(model.PredictAll(GoldenModels.Inputs(arrays)), arrays, "y").Concat(Penalties(model, arrays));

    private static IEnumerable<string> Penalties(Model model, Npz arrays)
    {
        var inputs = new List<Tensor>();
        for (var i = 0; arrays.TryGet($"x.{i}", out var input); i++) inputs.Add(input.ToTensor());
        var call = new Operations.CallContext(
            new Execution.EagerExecutor(new Execution.StepMemory(new ReferenceBackend())));
        call.Begin(0);
        Value[] values = [.. inputs.Select(x => new Value(x))];
        model.EnsureBuilt([.. inputs.Select(x => x.Shape)]).Forward(Values.Create(values), call);
        var expected = arrays.TryGet("penalty", out var penalty) ? penalty.ToDoubles()[0] : 0;
        var actual = call.Losses.Sum(loss => (double)loss.Scalar);
        if (!(Math.Abs(expected - actual) <= Tolerance * Math.Max(1, expected)))
            yield return string.Create(CultureInfo.InvariantCulture, $"the penalty is {actual}, expected {expected}");
    }

    private static IEnumerable<string> Differences(IReadOnlyList<Tensor> answers, Npz arrays, string stem)
    {
        for (var i = 0; arrays.TryGet($"{stem}.{i}", out var expected); i++)
        {
            var (shape, numbers) = (answers[i].Shape.AsSpan().ToArray().Select(length => (long)length),
                Numbers(answers[i]));
            if (!expected.Shape.SequenceEqual(shape))
                yield return $"{stem}.{i} is {answers[i].Shape}, expected [{string.Join(", ", expected.Shape)}]";
            else if (Distance(expected.ToDoubles(), numbers) is var distance && !(distance <= Tolerance))
                yield return string.Create(CultureInfo.InvariantCulture, $"{stem}.{i} differs by {distance:G3}");
        }
    }

    // What the layer learns from the same data.
    private static IEnumerable<string> Learned(Model model, Npz arrays)
    {
        var data = new List<Tensor>();
        for (var i = 0; arrays.TryGet($"learned.{i}", out var batch); i++) data.Add(batch.ToTensor());
        foreach (var layer in model.Layers)
            if (layer is Normalization known)
            {
                var again = new Normalization(invert: known.Invert) { Axis = known.Axis };
                again.Adapt(data);
                for (var i = 0; i < 3; i++)
                    if (Distance(Numbers(known.Weights[i].Value), Numbers(again.Weights[i].Value)) > Tolerance)
                        yield return $"{again.Weights[i].Name} is learned otherwise";
            }
            else if (layer is Discretization bins)
            {
                var again = new Discretization(bins.NumBins!.Value, bins.Epsilon, bins.OutputMode);
                again.Adapt(data);
                if (again.BinBoundaries!.Count != bins.BinBoundaries!.Count
                    || Distance([.. bins.BinBoundaries], [.. again.BinBoundaries]) > 1e-6)
                    yield return $"[{string.Join(", ", again.BinBoundaries)}] is learned, expected "
                        + $"[{string.Join(", ", bins.BinBoundaries)}]";
            }
    }

    // A call in training, which changes state and kernel.
    private static IEnumerable<string> Trained(Model model, Npz arrays)
    {
        var layer = model.Layers[^1];
        var x = arrays["x.0"].ToTensor();
        using var backend = new CpuBackend(threads: 2);
        var call = new Operations.CallContext(
            new Execution.EagerExecutor(new Execution.StepMemory(backend)), training: true);
        call.Begin(1);
        var y = layer.EnsureBuilt([x.Shape]).Forward(x, call);
        call.CommitAssignments();
        foreach (var problem in Differences([y.Tensor], arrays, "trained")) yield return problem;
        foreach (var problem in Differences([.. model.Weights.Select(weight => weight.Value)], arrays, "after"))
            yield return problem;
    }

    // Groups, datasets, types and names as h5py lists them.
    private List<string> Listings(IEnumerable<string> names)
    {
        var jobs = names.Select(name => Path.Combine(keras.Folder, name))
            .Where(stem => File.Exists(stem + ".ours.h5"))
            .SelectMany(stem => ((string[])[".h5", ".weights.h5"]).Select(form =>
                $$"""{"name": {{Json(Path.GetFileName(stem) + form)}}, "ours": {{Json(stem + ".ours" + form)}}, "theirs": {{Json(stem + form)}}, "any_backend": true}"""))
            .ToList();
        var output = Output(KerasScripts.Listing, jobs, "LISTED");
        return [.. output.Split('\n').Where(line => Regex.IsMatch(line, "^LISTED.*False|^    "))];
    }

    private static double Distance(double[] expected, double[] actual) =>
        expected.Length == 0 ? 0 : expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();

    private static double[] Numbers(Tensor tensor) => tensor.Type == ElementType.Int32
        ? [.. tensor.Ints.ToArray().Select(number => (double)number)]
        : [.. tensor.Floats.ToArray().Select(number => (double)number)];

    private static string Job(string name, string file, string stem) =>
        $$"""{"name": {{Json(name)}}, "file": {{Json(file)}}, "arrays": {{Json(stem + ".npz")}}}""";

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private List<string[]> Run(string script, IEnumerable<string> jobs, string word) =>
        [.. Output(script, jobs, word).Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' '))];

    private string Output(string script, IEnumerable<string> jobs, string word)
    {
        var path = Path.Combine(keras.Folder, $"{word}.json");
        File.WriteAllText(path, $"[{string.Join(",", jobs)}]");
        return keras.Run(script, path);
    }
}
