using Valence.Backends;
using Valence.Execution;
using Valence.Models;
using Valence.Operations;
using Valence.Tests.Sessions;

namespace Valence.Tests.Graphs;

/// <summary>Every row of <see cref="KerasOperations"/> against calls recorded from real Keras.</summary>
public sealed class KerasOperationTests
{
    public static TheoryData<string> Recorded =>
        [.. RecordedCall.All.Select(call => call.Operation).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_row_has_recorded_calls()
    {
        var recorded = RecordedCall.All.Select(call => call.Operation).ToHashSet();
        Assert.Empty(KerasOperations.All.Select(row => $"{row.Module}.{row.ClassName}").Except(recorded));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Results_are_those_of_Keras_on_every_backend(string operation)
    {
        var row = Row(operation);
        using Backend reference = new ReferenceBackend(), cpu = new CpuBackend(threads: 2);
        foreach (var recorded in RecordedCall.All.Where(call => call.Operation == operation))
            foreach (var backend in (Backend[])[reference, cpu])
            {
                var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
                Compare(recorded, Apply(row, recorded, call, tensor => recorded.Operands[tensor]), values: true);
            }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Shapes_and_types_are_known_without_elements(string operation)
    {
        var row = Row(operation);
        foreach (var recorded in RecordedCall.All.Where(call => call.Operation == operation))
        {
            var call = new CallContext(new ShapeExecutor());
            Compare(recorded, Apply(row, recorded, call, tensor => recorded.Operands[tensor] with
            {
                Tensor = Tensor.Described(tensor.Shape, tensor.Type)
            }), values: false);
        }
    }

    // All recorded calls of these move the first axis, or have operands of other lengths; graphs of RowPartsTests hold
    // them.
    private static readonly string[] InGraphs =
        ["numpy.Ldexp", "numpy.Moveaxis", "numpy.Reshape", "numpy.Squeeze", "numpy.Swapaxes", "numpy.Transpose"];

    public static TheoryData<string> OfRows => [.. RowsApart.Names.Except(InGraphs).Order(StringComparer.Ordinal)];

    // Recorded operands have no batch: those of equally many rows are taken for one.
    [Theory]
    [MemberData(nameof(OfRows))]
    public void Rows_that_stay_apart_answer_alone_what_they_answer_together(string operation)
    {
        var row = Row(operation);
        var compared = 0;
        using Backend reference = new ReferenceBackend(), cpu = new CpuBackend(threads: 2);
        foreach (var recorded in RecordedCall.All.Where(call => call.Operation == operation))
        {
            var rows = recorded.Operands.Values.Select(operand => operand.Tensor.Shape is [var length, ..] ? length : 0)
                .Distinct().ToArray();
            if (rows is not [> 1] || !RowsApart.In(row,
                OperationStep.Arguments(row, recorded.Fields, new(recorded.Args, recorded.Kwargs)))) continue;
            foreach (var backend in (Backend[])[reference, cpu])
            {
                var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
                var together = Apply(row, recorded, call, tensor => recorded.Operands[tensor]);
                for (var i = 0; i < rows[0]; i++)
                {
                    var alone = Apply(row, recorded, call, tensor => recorded.Operands[tensor] with
                    {
                        Tensor = InParts.Rows(recorded.Operands[tensor].Tensor, i, 1)
                    });
                    for (var j = 0; j < alone.Count; j++)
                        InParts.Same(InParts.Rows(together[j].Tensor, i, 1), alone[j].Tensor,
                            $"{recorded}, result {j}, row {i}");
                }
            }
            compared++;
        }
        Assert.True(compared > 0, $"No recorded call of {operation} keeps rows apart.");
    }

    private static KerasOperation Row(string operation)
    {
        var parts = operation.Split('.');
        return KerasOperations.All.FirstOrDefault(row => row.Module == parts[0] && row.ClassName == parts[1])
            ?? throw new InvalidOperationException($"No row {operation}.");
    }

    private static IReadOnlyList<Operand> Apply(KerasOperation row, RecordedCall recorded, CallContext call,
        Func<SymbolicTensor, Operand> operand)
    {
        try
        {
            return row.Apply(new(call,
                OperationStep.Arguments(row, recorded.Fields, new(recorded.Args, recorded.Kwargs)), operand));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{recorded}: {error.Message}", error);
        }
    }

    private static void Compare(RecordedCall recorded, IReadOnlyList<Operand> actual, bool values)
    {
        Assert.True(recorded.Results.Count == actual.Count, $"{recorded} gives {actual.Count} results.");
        for (var i = 0; i < actual.Count; i++)
        {
            var (expected, type, _) = recorded.Results[i];
            Assert.True(type == actual[i].Type && expected.Type == actual[i].Tensor.Type,
                $"{recorded}: expected {type.KerasName}, received {actual[i].Type.KerasName}.");
            Assert.True(expected.Shape == actual[i].Tensor.Shape,
                $"{recorded}: expected {expected}, received {actual[i].Tensor}.");
            if (values) Close(expected, actual[i].Tensor, $"{recorded}, result {i}");
        }
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        if (expected.Type == ElementType.Int32)
        {
            Assert.True(expected.Ints.SequenceEqual(actual.Ints), $"{what}: expected "
                + $"{string.Join(" ", expected.Ints.ToArray())}, received {string.Join(" ", actual.Ints.ToArray())}.");
            return;
        }
        var largest = expected.Floats.ToArray().Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < expected.Count; i++)
        {
            var (e, a) = (expected.Floats[i], actual.Floats[i]);
            if (!(e.Equals(a) || Math.Abs(e - a) <= 1e-5f * largest))
                Assert.Fail($"{what}: element {i} is {a:R}, expected {e:R}.");
        }
    }
}
