using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Graphs;
using Valence.Models;
using Valence.Operations;
using Valence.Tests.Layers;

namespace Valence.Tests.Graphs;

/// <summary>Models with operations are trained: the gradient of every row of floats is the difference along a random
/// direction.</summary>
public sealed class OperationGradientRowTests
{
    private const float Step = 1e-2f;

    // Steps and choices, which have no slope, or bounds of choices among the recorded numbers.
    private static readonly HashSet<string> WithoutSlope =
    [
        "core.StopGradient", "core.Cast", "core.ConvertToTensor", "numpy.Array", "numpy.Sign", "numpy.Floor",
        "numpy.Ceil", "numpy.Round", "numpy.Trunc", "numpy.FloorDivide", "numpy.Mod", "numpy.Fmod", "numpy.Heaviside",
        "numpy.ZerosLike", "numpy.OnesLike", "numpy.EmptyLike", "numpy.FullLike", "numpy.Full", "nn.Sparsemax",
    ];

    public static TheoryData<string> Rows => [.. RecordedCall.All.Where(IsSmooth).Select(call => call.Operation)
        .Distinct().Where(operation => !WithoutSlope.Contains(operation)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_gradient_of_a_row_is_the_difference_along_a_direction(string operation)
    {
        var parts = operation.Split('.');
        var row = KerasOperations.Find($"keras.src.ops.{parts[0]}", parts[1])!;
        var (right, all) = (0, 0);
        var worst = "";
        foreach (var recorded in RecordedCall.All.Where(call => call.Operation == operation && IsSmooth(call)))
        {
            var (slope, difference, size) = Compare(row, recorded);
            if (!double.IsFinite(difference)) continue;
            all++;
            if (Math.Abs(slope - difference) <= 1e-2 * Math.Max(Math.Abs(difference), size)) right++;
            else worst = string.Create(CultureInfo.InvariantCulture,
                $"{recorded}: the gradient says {slope}, the difference is {difference}.");
        }
        // A recorded number may lie on the bound of a choice (a maximum of two equal ones); most do not.
        Assert.True(all == 0 || right > 0 && right >= all * 2 / 3, worst);
    }

    private static bool IsSmooth(RecordedCall call) => call.Operands.Count > 0
        && call.Operands.Values.Any(operand => operand is { Type: KerasType.Float32, Tensor.Count: > 0 })
        && call.Operands.Values.All(operand => !operand.Type.IsFloat || Finite(operand.Tensor))
        && call.Results.Any(result => result.Type == KerasType.Float32)
        && call.Results.All(result => !result.Type.IsFloat || Finite(result.Tensor));

    private static bool Finite(Tensor tensor) => !tensor.Floats.ToArray().Any(element => !float.IsFinite(element));

    private static (double Slope, double Difference, double Size) Compare(KerasOperation row, RecordedCall recorded)
    {
        using var backend = new ReferenceBackend();
        var eager = new EagerExecutor(backend, new());
        var recording = new RecordingExecutor(eager);
        var directions = recorded.Operands.Where(pair => pair.Value.Type == KerasType.Float32)
            .ToDictionary(pair => pair.Key, pair => Calls.Normal(pair.Value.Tensor.Shape, 5));
        var operands = recorded.Operands.ToDictionary(pair => pair.Key, pair => pair.Value with
        {
            Tensor = pair.Value.Tensor.Copy()
        });
        foreach (var place in directions.Keys) recording.Watch(operands[place].Tensor);
        var results = Apply(new(recording), place => operands[place]);
        var inner = new CallContext(eager);
        var seeds = results.Select((result, i) => Calls.Normal(result.Tensor.Shape, 20 + (ulong)i)).ToArray();
        for (var i = 0; i < results.Count; i++)
            if (results[i].Type == KerasType.Float32) recording.Seed(results[i].Tensor, seeds[i], inner);
        recording.Backward(inner);
        var slope = 0.0;
        foreach (var (place, direction) in directions)
        {
            var x = operands[place].Tensor;
            var gradient = recording.Gradient(x) ?? (recording.RowGradient(x) is { } rows
                ? inner.ScatterRows(rows.Ids, rows.Rows, x) : inner.ZerosLike(x));
            for (var j = 0; j < direction.Count; j++) slope += (double)gradient.Floats[j] * direction.Floats[j];
        }
        var (ahead, behind) = (Moved(Step), Moved(-Step));
        var (difference, squares) = (0.0, 0.0);
        for (var i = 0; i < results.Count; i++)
            for (var j = 0; j < seeds[i].Count && results[i].Type == KerasType.Float32; j++)
            {
                var part = seeds[i].Floats[j] * ((double)ahead[i].Floats[j] - behind[i].Floats[j]) / (2 * Step);
                (difference, squares) = (difference + part, squares + part * part);
            }
        return (slope, difference, Math.Sqrt(squares));

        IReadOnlyList<Operand> Apply(CallContext call, Func<SymbolicTensor, Operand> operand) => row.Apply(new(call,
            OperationStep.Arguments(row, recorded.Fields, new(recorded.Args, recorded.Kwargs)), operand));

        Tensor[] Moved(float step) => [.. Apply(new(new EagerExecutor(backend, new())), place =>
        {
            var operand = recorded.Operands[place];
            if (!directions.TryGetValue(place, out var direction)) return operand;
            var moved = operand.Tensor.Copy();
            for (var j = 0; j < moved.Count; j++) moved.Floats[j] += step * direction.Floats[j];
            return operand with { Tensor = moved };
        }).Select(result => result.Tensor.Copy())];
    }
}
