using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Models;
using Valence.Operations;
using Valence.Randomness;
using Valence.Tests.Layers;

namespace Valence.Tests.Graphs;

/// <summary>Models with operations are trained: the gradient of every row of floats is the difference along a random
/// direction.</summary>
public sealed class OperationGradientRowTests
{
    private const float Step = 2e-3f;
    private const double Tolerance = 1e-2;

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
        var row = KerasOperations.All.Single(row => row.Module == parts[0] && row.ClassName == parts[1]);
        var compared = 0;
        foreach (var recorded in RecordedCall.All.Where(call => call.Operation == operation && IsSmooth(call)))
        {
            var (slope, ahead, behind, size) = Compare(row, recorded);
            // Where both sides differ, a bound of a choice or a pole is within the step.
            if (!(Math.Abs(ahead - behind) <= Tolerance * size)) continue;
            compared++;
            var difference = (ahead + behind) / 2;
            Assert.True(Math.Abs(slope - difference) <= Tolerance * size, string.Create(CultureInfo.InvariantCulture,
                $"{recorded}: the gradient says {slope}, the difference is {difference}."));
        }
        Assert.True(compared > 0, $"No recorded call of {operation} is smooth.");
    }

    private static bool IsSmooth(RecordedCall call) => call.Operands.Count > 0
        && call.Operands.Values.Any(operand => operand is { Type: KerasType.Float32, Tensor.Count: > 0 })
        && call.Operands.Values.All(operand => !operand.Type.IsFloat || Finite(operand.Tensor))
        && call.Results.Any(result => result.Type == KerasType.Float32)
        && call.Results.All(result => !result.Type.IsFloat || Finite(result.Tensor));

    // The recorded numbers lie on a grid, where maxima have equals and choices their bounds: none does beside it.
    private static Tensor Aside(Tensor x, ulong seed)
    {
        var moved = x.Copy();
        var offsets = Uniform(x.Shape, seed, 0.02f);
        for (var i = 0; i < moved.Count; i++) moved.Change<float>()[i] += offsets.Floats[i];
        return moved;
    }

    private static Tensor Uniform(Shape shape, ulong seed, float most)
    {
        var tensor = new Tensor(shape);
        new CounterRandom(seed, 30).Uniforms(tensor.Change<float>());
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = most * (2 * tensor.Floats[i] - 1);
        return tensor;
    }

    private static bool Finite(Tensor tensor) => !tensor.Floats.ToArray().Any(element => !float.IsFinite(element));

    private static (double Slope, double Ahead, double Behind, double Size) Compare(
        KerasOperation row, RecordedCall recorded)
    {
        using var backend = new ReferenceBackend();
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        var directions = recorded.Operands.Where(pair => pair.Value.Type == KerasType.Float32)
            .Select((pair, i) => (pair.Key, Direction: Uniform(pair.Value.Tensor.Shape, 5 + (ulong)i, 1)))
            .ToDictionary(pair => pair.Key, pair => pair.Direction);
        var operands = recorded.Operands.Select((pair, i) => (pair.Key, Value: directions.ContainsKey(pair.Key)
            ? pair.Value with { Tensor = Aside(pair.Value.Tensor, 50 + (ulong)i) } : pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
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
        var (up, here, down) = (Moved(Step), Moved(0), Moved(-Step));
        var (ahead, behind, squares, largest) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < results.Count; i++)
            for (var j = 0; j < seeds[i].Count && results[i].Type == KerasType.Float32; j++)
            {
                var (y, weight) = ((double)here[i].Floats[j], seeds[i].Floats[j] / (double)Step);
                var (more, less) = (weight * (up[i].Floats[j] - y), weight * (y - down[i].Floats[j]));
                (ahead, behind) = (ahead + more, behind + less);
                squares += Math.Max(more * more, less * less);
                largest = Math.Max(largest, Math.Abs(y));
            }
        // What rounding leaves of a difference of equal numbers counts as size too.
        return (slope, ahead, behind, Math.Sqrt(squares) + 1e-4 * largest / Step);

        IReadOnlyList<Operand> Apply(CallContext call, Func<SymbolicTensor, Operand> operand) => row.Apply(new(call,
            OperationStep.Arguments(row, recorded.Fields, new(recorded.Args, recorded.Kwargs)), operand));

        Tensor[] Moved(float step) => [.. Apply(new(new EagerExecutor(new StepMemory(backend))), place =>
        {
            var operand = operands[place];
            if (!directions.TryGetValue(place, out var direction)) return operand;
            var moved = operand.Tensor.Copy();
            for (var j = 0; j < moved.Count; j++) moved.Change<float>()[j] += step * direction.Floats[j];
            return operand with { Tensor = moved };
        }).Select(result => result.Tensor.Copy())];
    }
}
