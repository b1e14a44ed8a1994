using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Operations;

namespace Valence.Tests.Layers;

/// <summary>Gradients against central differences along a random direction.</summary>
internal static class GradientCheck
{
    private const float Step = 1e-2f;

    /// <summary>The change of Σ weights · function(x) along a random direction of all <paramref name="x"/> is what the
    /// gradients say, within a thousandth.</summary>
    public static void Holds(Func<CallContext, Tensor[], Tensor> function, params Tensor[] x)
    {
        var recording = new RecordingExecutor(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        var call = new CallContext(recording);
        foreach (var tensor in x) recording.Watch(tensor);
        var y = function(call, x);
        var weights = Calls.Normal(y.Shape, 11);
        var inner = Calls.Eager();
        recording.Backward(y, weights, inner);

        var directions = x.Select((tensor, i) => Calls.Normal(tensor.Shape, 13 + (ulong)i)).ToArray();
        var slope = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var gradient = recording.Gradient(x[i])
                ?? (recording.RowGradient(x[i]) is { } rows ? inner.ScatterRows(rows.Ids, rows.Rows, x[i])
                    : new Tensor(x[i].Shape));
            slope += Product(gradient, directions[i]);
        }
        var difference = (Product(weights, At(Step)) - Product(weights, At(-Step))) / (2 * Step);
        var scale = Math.Max(1, Math.Abs(difference));
        Assert.True(Math.Abs(slope - difference) <= 1e-3 * scale,
            string.Create(CultureInfo.InvariantCulture, $"The gradients say {slope}, the difference is {difference}."));

        Tensor At(float step) => function(Calls.Eager(), [.. x.Select((tensor, i) =>
        {
            var moved = tensor.Copy();
            for (var j = 0; j < moved.Count; j++) moved.Change<float>()[j] += step * directions[i].Floats[j];
            return moved;
        })]);
    }

    private static double Product(Tensor a, Tensor b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Count; i++) sum += (double)a.Floats[i] * b.Floats[i];
        return sum;
    }
}
