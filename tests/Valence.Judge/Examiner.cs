using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Judge;

/// <summary>Opens the files of a case on both backends, predicts, writes the model in every form, and has Keras open
/// what was written.</summary>
/// <param name="keras">Real Keras, or null where there is none: nothing is written then.</param>
/// <param name="folder">Where files are written; each case's are replaced by the next one's.</param>
internal sealed class Examiner(KerasProcess? keras, string folder) : IDisposable
{
    /// <summary>The largest difference that counts as equal, relative to the largest element of an output.</summary>
    public const double Tolerance = 1e-5;

    private readonly Backend[] _backends = [new ReferenceBackend(), new CpuBackend(threads: 2)];

    public void Dispose()
    {
        foreach (var backend in _backends) backend.Dispose();
    }

    /// <summary>What every step of the case came to.</summary>
    public IReadOnlyList<Finding> Examine(Case given)
    {
        var inputs = new Data([.. Numbered(Npz.Load(given.Path("in.npz")), "x").Select(array => array.ToTensor())]);
        var expected = Numbered(Npz.Load(given.Path("out.npz")), "y").ToArray();
        var findings = new List<Finding>();
        Model? right = null;
        foreach (var form in given.Forms)
            foreach (var backend in _backends)
            {
                var step = $"read {form} on {backend.Name}";
                Model? model = null;
                findings.Add(Try(step, () =>
                {
                    model = Open(given, form, backend);
                    return Difference(expected, model.PredictAll(inputs, batchSize: 32));
                }));
                if (findings[^1].Verdict != Verdict.Right) continue;
                findings.Add(Try($"parts on {backend.Name}", () => InParts(model!, inputs)));
                if (findings[^1].Verdict == Verdict.Right && (right is null || form == "keras")) right = model;
            }
        if (right is not null) Write(given, right, findings);
        return findings;
    }

    /// <summary>The largest difference as a finding's detail, relative; words where the arrays do not fit.</summary>
    public static string Difference(IReadOnlyList<NpyArray> expected, IReadOnlyList<Tensor> actual)
    {
        if (expected.Count != actual.Count) return $"{actual.Count} outputs, expected {expected.Count}";
        var worst = 0.0;
        for (var i = 0; i < expected.Count; i++)
        {
            var (shape, y) = (expected[i].Shape.Select(length => (int)length), expected[i].ToDoubles());
            if (!shape.SequenceEqual(actual[i].Shape.AsSpan().ToArray()))
                return $"output {i} has the shape {actual[i].Shape}, expected [{string.Join(", ", shape)}]";
            if (actual[i].Type == ElementType.String) return $"output {i} is of texts";
            var z = Numbers(actual[i]);
            var largest = Math.Max(y.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max(), 1e-6);
            for (var j = 0; j < y.Length; j++)
            {
                if (y[j].Equals(z[j])) continue;
                if (!double.IsFinite(y[j]) || !double.IsFinite(z[j]))
                    return Text($"output {i}, element {j} is {z[j]:R}, expected {y[j]:R}");
                worst = Math.Max(worst, Math.Abs(y[j] - z[j]) / largest);
            }
        }
        return worst <= Tolerance ? "" : Text($"differs by {worst:G3} of the largest");
    }

    // What differs where the rows of a batch are answered one, two and three at a time.
    private static string InParts(Model model, Data inputs)
    {
        if (!model.KeepsRowsApart([.. inputs.Tensors.Select(x => x.Shape.With(0, Shape.Unknown))])) return "";
        var whole = model.PredictAll(inputs, Math.Max(1, inputs.Rows));
        for (var rows = 1; rows <= 3; rows++)
        {
            var parts = model.PredictAll(inputs, rows);
            for (var i = 0; i < whole.Count; i++)
                if (parts[i].Shape != whole[i].Shape || !Bits(parts[i]).SequenceEqual(Bits(whole[i])))
                    return $"output {i} differs in parts of {rows} rows";
        }
        return "";

        static IEnumerable<int> Bits(Tensor x) => x.Type == ElementType.Float32
            ? x.Floats.ToArray().Select(BitConverter.SingleToInt32Bits) : x.Ints.ToArray();
    }

    private void Write(Case given, Model model, List<Finding> findings)
    {
        var files = new JsonObject();
        foreach (var form in Case.AllForms)
        {
            var path = Path.Combine(folder, $"ours.{form}");
            File.Delete(path);
            var finding = Try($"write {form}", () =>
            {
                if (form == "weights.h5") model.SaveWeights(path);
                else model.Save(path);
                return "";
            });
            if (finding.Verdict != Verdict.Right) findings.Add(finding);
            // Keras opens no older file with operations or a mask for an argument, not even its own.
            else if (form != "h5" || given.OpensH5) files[form] = path;
        }
        if (keras is null) return;
        var answers = keras.Ask(new JsonObject
        {
            ["judge"] = new JsonObject
            {
                ["inputs"] = given.Path("in.npz"),
                ["outputs"] = given.Path("out.npz"),
                ["architecture"] = given.Architecture,
                ["state"] = given.Whole,
                ["states"] = new JsonArray([.. given.States.Select(form => JsonValue.Create(form))]),
                ["files"] = files,
            },
        });
        foreach (var answer in answers.EnumerateObject()) findings.Add(Answered(answer));
    }

    private static Finding Answered(JsonProperty answer)
    {
        var step = $"write {answer.Name}";
        if (answer.Value.ValueKind == JsonValueKind.Number)
            return answer.Value.GetDouble() is var far && far <= Tolerance ? new(step, Verdict.Right, "")
                : new(step, Verdict.Wrong, Text($"Keras predicts otherwise from our file, by {far:G3}"));
        var text = answer.Value.GetString()!;
        return text.StartsWith("unread ", StringComparison.Ordinal) ? new(step, Verdict.Unread, text[7..])
            : new(step, Verdict.Wrong, $"Keras from our file: {text}");
    }

    private static Model Open(Case given, string form, Backend backend)
    {
        var options = new KerasLoadOptions { Backend = backend };
        if (form != "weights.h5") return KerasFile.Open(given.Path($"model.{form}"), options).Model;
        var model = KerasFile.Open(given.Architecture, options).Model;
        model.LoadWeights(given.Path("model.weights.h5"));
        return model;
    }

    /// <summary>Does a step; what it returns is what differs, what it throws a refusal or a crash.</summary>
    public static Finding Try(string step, Func<string> action)
    {
        try
        {
            var difference = action();
            return difference.Length == 0 ? new(step, Verdict.Right, "") : new(step, Verdict.Wrong, difference);
        }
        catch (Exception error)
        {
            var isSentence = error is ValenceException or ArgumentException
                or NotSupportedException or InvalidOperationException
                && error is not (ArgumentNullException or KeyNotFoundException);
            return isSentence ? new(step, Verdict.Refused, error.Message)
                : new(step, Verdict.Crashed,
                    $"{error.GetType().Name}: {error.GetBaseException().Message} {Line(error)}");
        }
    }

    private static string Line(Exception error) => error.StackTrace?.Split('\n')[0].Trim() ?? "";

    /// <summary>The elements, as doubles.</summary>
    public static double[] Numbers(Tensor tensor) => tensor.Type == ElementType.Float32
        ? Array.ConvertAll(tensor.Floats.ToArray(), value => (double)value)
        : Array.ConvertAll(tensor.Ints.ToArray(), value => (double)value);

    /// <summary>The arrays <c>prefix.0</c>, <c>prefix.1</c> and so on.</summary>
    public static IEnumerable<NpyArray> Numbered(Npz arrays, string prefix)
    {
        for (var i = 0; arrays.TryGet($"{prefix}.{i}", out var array); i++) yield return array;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
