using System.Globalization;
using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Operations;
using Valence.Tests.Layers;

namespace Valence.Tests.Contracts;

/// <summary>What every operation must do, on every backend.</summary>
public sealed class OperationContractTests
{
    private const float Step = 1e-2f;

    public static TheoryData<string> Rows => [.. OperationContracts.All.Select(row => row.Name)];

    public static TheoryData<string> Differentiable =>
        [.. OperationContracts.All.Where(row => row.Differentiable.Length > 0).Select(row => row.Name)];

    public static TheoryData<string> Refusing =>
        [.. OperationContracts.All.Where(row => row.Wrong.Length > 0).Select(row => row.Name)];

    [Fact]
    public void Every_operation_has_a_row()
    {
        // A nested operation is a part of the operation around it, whose gradient runs it.
        var rows = OperationContracts.All.Select(row => row.Operation.GetType()).ToHashSet();
        var missing = typeof(Operation).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsNested: false } && type.IsSubclassOf(typeof(Operation))
                && !rows.Contains(type)).Select(type => type.Name);
        var names = string.Join(", ", missing);
        Assert.True(names == "", $"{names}: no row. Add one with example operands at the end of All in "
            + "tests/Valence.Tests/Contracts/OperationContracts.cs (docs/adding-an-operation.md).");
    }

    [Fact]
    public void Every_lowering_has_a_row_whose_operands_it_takes()
    {
        using var backend = new CpuBackend(threads: 2);
        foreach (var (type, lowerings) in backend.Lowerings)
            for (var i = 0; i < lowerings.Length; i++)
                Assert.True(OperationContracts.All.Where(row => row.Operation.GetType() == type)
                    .Any(row => Lowered(row, lowerings[i], backend).Any()),
                    $"{type.Name}: lowering {i + 1} of it on the {backend.Name} backend takes the operands of no row. "
                        + "Add one that it takes at the end of All in "
                        + "tests/Valence.Tests/Contracts/OperationContracts.cs (docs/adding-an-operation.md).");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Results_of_lowerings_equal_the_plain_definition(string name)
    {
        using var backend = new CpuBackend(threads: 2);
        var row = Find(name);
        foreach (var lowering in backend.Lowerings.GetValueOrDefault(row.Operation.GetType(), []))
            foreach (var (example, results) in Lowered(row, lowering, backend))
            {
                var plain = Plain(row, example);
                for (var i = 0; i < row.Outputs; i++) Close(plain[i], results[i], $"{name} of {Text(example)}");
            }
    }

    // Of each example that the lowering takes, as it is or where its first operand stands for rows of a table.
    private static IEnumerable<(Tensor?[] Example, Tensor[] Results)> Lowered(OperationContract row,
        Backend.Lowering lowering, Backend backend)
    {
        foreach (var example in row.Examples)
            foreach (var asRows in (bool[])[false, true])
            {
                var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
                Tensor?[] operands = asRows ? [Gathered(example[0], call), .. example[1..]] : example;
                var results = new Tensor[row.Outputs];
                if (lowering(row.Operation, new(operands), results, call)) yield return (example, results);
            }
    }

    private static Tensor? Gathered(Tensor? x, CallContext call)
    {
        if (x is not { Type: ElementType.Float32, Count: > 0, Shape: { Rank: 2 or 3 } shape }) return x;
        var places = shape.Rank == 3 ? 1 : Enumerable.Range(2, shape[1]).FirstOrDefault(n => shape[1] % n == 0, 1);
        var rows = x.Count / shape[^1] * places;
        var ids = Tensor.From([.. Enumerable.Range(0, rows)], shape.Rank == 3 ? shape[..2] : [shape[0], places]);
        return call.Reshape(call.Gather(call.Reshape(x, [rows, shape[^1] / places]), ids), shape);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Results_equal_the_plain_definition_with_any_number_of_threads(string name)
    {
        using Backend reference = new ReferenceBackend(), one = new CpuBackend(threads: 1),
        three = new CpuBackend(threads: 3);
        var row = Find(name);
        foreach (var example in row.Examples)
        {
            var plain = Plain(row, example);
            var (byReference, byOne, byThree) = (Run(row, example, reference), Run(row, example, one),
                Run(row, example, three));
            for (var i = 0; i < row.Outputs; i++)
            {
                Assert.Equal(Bits(plain[i]), Bits(byReference[i]));
                Close(plain[i], byOne[i], $"{name} of {Text(example)}, result {i}");
                Assert.Equal(Bits(byOne[i]), Bits(byThree[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Gradient_equals_the_difference_along_a_random_direction(string name)
    {
        using Backend reference = new ReferenceBackend(), three = new CpuBackend(threads: 3);
        var row = Find(name);
        foreach (var backend in (Backend[])[reference, three])
            foreach (var example in row.Examples)
                if (example.All(x => x is null or { Count: > 0 and < 5_000 })
                    && row.Differentiable.Any(i => i < example.Length && example[i] is { Type: ElementType.Float32 }))
                    CheckGradient(row, example, backend);
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public void Operands_that_do_not_fit_give_a_shape_error(string name)
    {
        using var backend = new CpuBackend(threads: 1);
        var row = Find(name);
        foreach (var wrong in row.Wrong)
        {
            var error = Record.Exception(() => Run(row, wrong, backend));
            Assert.True(error is ShapeException, $"{name} of {Text(wrong)} gives "
                + $"{error?.GetType().Name ?? "no error"}.");
            Assert.Contains("received", error!.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Steady_calls_allocate_nothing(string name)
    {
        using Backend reference = new ReferenceBackend(), two = new CpuBackend(threads: 2);
        var row = Find(name);
        foreach (var backend in (Backend[])[reference, two])
        {
            var memory = new StepMemory(backend);
            var executor = new EagerExecutor(memory);
            var results = new Tensor[row.Outputs];
            foreach (var example in row.Examples)
            {
                if (example.Sum(x => x?.Count ?? 0) > 5_000 && backend == reference) continue;
                memory.Reset();
                executor.Run(row.Operation, example, results);
                memory.Reset();
                executor.Run(row.Operation, example, results);
                // A collection that other tests bring about takes the rest of this thread's memory for used.
                var grown = long.MaxValue;
                for (var i = 0; i < 3 && grown != 0; i++)
                {
                    memory.Reset();
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    executor.Run(row.Operation, example, results);
                    grown = Math.Min(grown, GC.GetAllocatedBytesForCurrentThread() - before);
                }
                Assert.True(grown == 0, $"{name} of {Text(example)} allocates {grown} bytes on the {backend.Name} "
                    + "backend.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Results_are_written_and_not_read_before(string name)
    {
        using Backend reference = new ReferenceBackend(), cpu = new CpuBackend(threads: 2);
        var row = Find(name);
        if (row.Operation.IsView) return;
        foreach (var backend in (Backend[])[reference, cpu])
            foreach (var example in row.Examples)
            {
                if (example.Sum(x => x?.Count ?? 0) > 20_000) continue;
                var expected = Run(row, example, backend);
                Tensor[] results = [.. expected.Select(result => new Tensor([0], result.Type))];
                for (var i = 0; i < results.Length; i++)
                    results[i].Use(new UnwrittenStorage(expected[i].Type, expected[i].Count), expected[i].Shape);
                new EagerExecutor(new StepMemory(backend)).Change(row.Operation, example, results);
                for (var i = 0; i < results.Length; i++) Assert.Equal(Bits(expected[i]), Bits(results[i]));
            }
    }

    private static void CheckGradient(OperationContract row, Tensor?[] example, Backend backend)
    {
        var directions = new Tensor?[example.Length];
        for (var i = 0; i < example.Length; i++)
            if (row.Differentiable.Contains(i) && example[i] is { Type: ElementType.Float32 } x)
                directions[i] = Direction(x.Shape, (ulong)i);

        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        for (var i = 0; i < example.Length; i++)
            if (directions[i] is not null) recording.Watch(example[i]!);
        var results = new Tensor[row.Outputs];
        recording.Run(row.Operation, example, results);
        var inner = new CallContext(eager);
        var followed = row.Followed ?? [.. Enumerable.Range(0, row.Outputs)];
        var seeds = followed.Select(i => Calls.Normal(results[i].Shape, 20 + (ulong)i)).ToArray();
        for (var i = 0; i < followed.Length; i++) recording.Seed(results[followed[i]], seeds[i], inner);
        recording.Backward(inner);

        var slope = 0.0;
        for (var i = 0; i < example.Length; i++)
            if (directions[i] is { } direction)
            {
                var gradient = recording.Gradient(example[i]!)
                    ?? (recording.RowGradient(example[i]!) is { } rows
                        ? inner.ScatterRows(rows.Ids, rows.Rows, example[i]!) : inner.ZerosLike(example[i]!));
                for (var j = 0; j < direction.Count; j++) slope += (double)gradient.Floats[j] * direction.Floats[j];
            }

        var (ahead, behind) = (Plain(row, Moved(Step)), Plain(row, Moved(-Step)));
        var (difference, squares) = (0.0, 0.0);
        for (var i = 0; i < followed.Length; i++)
            for (var j = 0; j < seeds[i].Count; j++)
            {
                var part = seeds[i].Floats[j] * ((double)ahead[followed[i]].Floats[j] - behind[followed[i]].Floats[j])
                    / (2 * Step);
                (difference, squares) = (difference + part, squares + part * part);
            }
        // Where the parts of the sum cancel, their size is what the tolerance is relative to.
        var tolerance = 1e-3 * Math.Max(Math.Abs(difference), Math.Sqrt(squares));
        Assert.True(Math.Abs(slope - difference) <= tolerance,
            string.Create(CultureInfo.InvariantCulture,
                $"{row.Name} of {Text(example)} on {backend.Name}: the gradient says {slope}, the difference is "
                    + $"{difference}."));

        Tensor?[] Moved(float step) => [.. example.Select((x, i) =>
        {
            if (directions[i] is not { } direction) return x;
            var moved = x!.Copy();
            for (var j = 0; j < moved.Count; j++) moved.Change<float>()[j] += step * direction.Floats[j];
            return moved;
        })];
    }

    // Uniform from −1 to 1, so that no element moves further than a step.
    private static Tensor Direction(Shape shape, ulong seed)
    {
        var direction = new Tensor(shape);
        new Randomness.CounterRandom(seed, 30).Uniforms(direction.Change<float>());
        for (var i = 0; i < direction.Count; i++) direction.Change<float>()[i] = 2 * direction.Floats[i] - 1;
        return direction;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Elements_of_a_type_that_an_operation_does_not_take_are_refused(string name)
    {
        using var backend = new ReferenceBackend();
        var row = Find(name);
        foreach (var example in row.Examples)
            for (var i = 0; i < example.Length; i++)
                foreach (var type in Enum.GetValues<ElementType>())
                {
                    if (example[i] is not { } operand || row.Operation.OperandTypes(i).ToArray().Contains(type))
                        continue;
                    Tensor?[] wrong = [.. example];
                    wrong[i] = new Tensor(operand.Shape, type);
                    var error = Assert.Throws<ShapeException>(() => Run(row, wrong, backend));
                    Assert.Contains($"of operand {i}", error.Message);
                    Assert.Throws<ShapeException>(() => new ShapeExecutor()
                        .Run(row.Operation, wrong, new Tensor[row.Outputs]));
                }
    }

    private static OperationContract Find(string name) => OperationContracts.All.Single(row => row.Name == name);

    private static Tensor[] Plain(OperationContract row, Tensor?[] example)
    {
        var specs = new TensorSpec[row.Outputs];
        row.Operation.Infer(new(example), specs);
        Tensor[] results = [.. specs.Select(spec => new Tensor(spec.Shape, spec.Type))];
        row.Operation.Define(new(example), results);
        return results;
    }

    private static Tensor[] Run(OperationContract row, Tensor?[] example, Backend backend)
    {
        var results = new Tensor[row.Outputs];
        new EagerExecutor(new StepMemory(backend)).Run(row.Operation, example, results);
        return results;
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Type, actual.Type);
        if (expected.Type != ElementType.Float32)
        {
            Assert.Equal(Bits(expected), Bits(actual));
            return;
        }
        var largest = 0f;
        foreach (var element in expected.Floats)
            if (float.IsFinite(element)) largest = Math.Max(largest, Math.Abs(element));
        for (var i = 0; i < expected.Count; i++)
            if (!(expected.Floats[i].Equals(actual.Floats[i])
                    || Math.Abs(expected.Floats[i] - actual.Floats[i]) <= 1e-5f * largest))
                Assert.Fail($"{what}: element {i} is {actual.Floats[i]}, expected {expected.Floats[i]}.");
    }

    private static int[] Bits(Tensor tensor) => tensor.Type == ElementType.Float32
        ? MemoryMarshal.Cast<float, int>(tensor.Floats).ToArray() : tensor.Ints.ToArray();

    private static string Text(Tensor?[] example) => string.Join(", ", example.Select(x => x?.ToString() ?? "none"));
}
