using System.Globalization;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Judge;

/// <summary>Trains a compiled model of Keras' on both backends as Keras did in float64, and compares the losses and
/// how far each weight went.</summary>
internal static class TrainingExaminer
{
    /// <summary>The largest difference of a weight that counts as equal, relative to the largest step of its tensor, or
    /// to a thousandth of the tensor where it hardly moves: a weight has 24 bits.</summary>
    public const double Tolerance = 1e-3;

    private const double LossTolerance = 1e-5;

    /// <summary>What the training of a folder came to: <c>model.keras</c>, <c>data.npz</c>, <c>losses.npz</c> and
    /// <c>trained.weights.h5</c>.</summary>
    public static IReadOnlyList<Finding> Examine(string folder)
    {
        var findings = new List<Finding>();
        Backend[] backends = [new ReferenceBackend(), new CpuBackend(threads: 2)];
        foreach (var backend in backends)
            using (backend)
                findings.Add(Examiner.Try($"train on {backend.Name}", () => Difference(folder, backend)));
        return findings;
    }

    private static string Difference(string folder, Backend backend)
    {
        var options = new KerasLoadOptions { Backend = backend };
        var file = Path.Combine(folder, "model.keras");
        var (model, before, after) = (KerasFile.Open(file, options).Model, KerasFile.Open(file, options).Model,
            KerasFile.Open(file, options).Model);
        after.LoadWeights(Path.Combine(folder, "trained.weights.h5"));
        var arrays = Npz.Load(Path.Combine(folder, "data.npz"));
        var x = new Data([.. Examiner.Numbered(arrays, "x").Select(array => array.ToTensor())]);
        var y = new Data([.. Examiner.Numbered(arrays, "t").Select(array => array.ToTensor())]);
        var rows = arrays.TryGet("rows", out var weights) ? weights.ToTensor() : null;
        var losses = Npz.Load(Path.Combine(folder, "losses.npz"))["losses"].ToDoubles();
        for (var step = 0; step < losses.Length; step++)
        {
            var loss = model.TrainOnBatch(x, y, rows is null ? default(Data) : rows)["loss"];
            if (!(Math.Abs(loss - losses[step]) <= LossTolerance * Math.Max(Math.Abs(losses[step]), 0.1)))
                return Text($"the loss of step {step + 1} is {loss:R}, expected {losses[step]:R}");
        }
        for (var i = 0; i < model.Weights.Count; i++)
        {
            var (start, ours, theirs) = (Numbers(before, i), Numbers(model, i), Numbers(after, i));
            var step = Math.Max(1e-6, Math.Max(Largest(start, theirs), 1e-3 * start.Select(Math.Abs).Max()));
            var far = Largest(ours, theirs) / step;
            var weight = model.Weights[i];
            if (!(far <= Tolerance))
                return Text($"{weight.Path} {weight.Shape} went elsewhere by {far:G3} of {step:G3}");
        }
        return "";
    }

    private static double[] Numbers(Model model, int weight) => Examiner.Numbers(model.Weights[weight].Value);

    private static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
