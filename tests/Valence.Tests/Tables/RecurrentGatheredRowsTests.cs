using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Tests.Contracts;
using Valence.Tests.Layers;

namespace Valence.Tests.Tables;

/// <summary>Recurrent layers above a table project each distinct word once, and give what they give for copied
/// rows.</summary>
public sealed class RecurrentGatheredRowsTests
{
    private const int Vocabulary = 23, Features = 8;

    private static readonly Dictionary<string, Func<Layer>> Kinds = new()
    {
        ["lstm"] = () => new Lstm(9),
        ["lstm, sequences, backwards"] = () => new Lstm(8, returnSequences: true) { GoBackwards = true },
        ["lstm without bias"] = () => new Lstm(5, returnSequences: true) { UseBias = false },
        ["lstm with recurrent dropout"] = () => new Lstm(9) { RecurrentDropout = 0.3f, Seed = 4 },
        ["lstm with dropout"] = () => new Lstm(9) { Dropout = 0.3f, Seed = 4 },
        ["gru"] = () => new Gru(9),
        ["gru before"] = () => new Gru(9, returnSequences: true) { ResetAfter = false },
        ["simple"] = () => new SimpleRnn(17, returnSequences: true),
        ["bidirectional"] = () => new Bidirectional(new Lstm(9)),
        ["bidirectional gru"] = () => new Bidirectional(new Gru(9, returnSequences: true), MergeMode.Sum),
    };

    public static TheoryData<string, int, int, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, int, int, bool>();
            foreach (var kind in Kinds.Keys)
                foreach (var (batch, time) in ((int, int)[])[(1, 1), (5, 7), (37, 11)])
                    foreach (var masked in (bool[])[false, true]) data.Add(kind, batch, time, masked);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_those_of_copied_rows(string kind, int batch, int time, bool masked)
    {
        float[][]? first = null;
        foreach (var threads in (int[])[1, 3])
        {
            using var backend = new CpuBackend(threads);
            var (copied, looked) = (Train(kind, batch, time, masked, backend, copies: true),
                Train(kind, batch, time, masked, backend, copies: false));
            for (var i = 0; i < copied.Length; i++)
            {
                var largest = Math.Max(1e-3f, copied[i].Max(Math.Abs));
                Assert.Equal(copied[i].Length, looked[i].Length);
                for (var j = 0; j < copied[i].Length; j++)
                    if (!(Math.Abs(copied[i][j] - looked[i][j]) <= 1e-5f * largest))
                        Assert.Fail(
                            $"{kind}: number {j} of result {i} is {looked[i][j]}, of copied rows {copied[i][j]}.");
            }
            if (kind.StartsWith("lstm", StringComparison.Ordinal)) Assert.Equal(Bits(copied[0]), Bits(looked[0]));
            first ??= looked;
            for (var i = 0; i < first.Length; i++) Assert.Equal(Bits(first[i]), Bits(looked[i]));
        }
    }

    [Fact]
    public void A_row_alone_has_the_bits_it_has_among_others()
    {
        foreach (var kind in Kinds.Keys)
        {
            using var backend = new CpuBackend(2);
            var layer = Kinds[kind]();
            var x = new Operand(8);
            var (table, ids) = (x.Normal(Vocabulary, Features), x.Ids(Vocabulary, 40, 6));
            var forward = layer.Built(new Tensor([40, 6, Features]));
            var all = Output(ids);
            var alone = Output(Tensor.From(ids.Ints.Slice(17 * 6, 6), [1, 6]));
            Assert.Equal(Bits(alone), Bits(all[(17 * alone.Length)..(18 * alone.Length)]));

            float[] Output(Tensor rows)
            {
                var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
                call.Begin(0);
                return forward(call.Gather(table, rows), call)[0].Tensor.Elements();
            }
        }
    }

    [Fact]
    public void Batches_with_more_words_than_those_before_allocate_nothing()
    {
        using var backend = new CpuBackend(1);
        var memory = new StepMemory(backend);
        var eager = new EagerExecutor(memory);
        var recording = new RecordingExecutor(eager);
        var (call, inner) = (new CallContext(recording, training: true), new CallContext(eager, training: true));
        var layer = new Lstm(8);
        var table = Calls.Normal([500, Features]);
        var forward = layer.Built(new Tensor([20, 10, Features]));
        var weights = layer.Weights.ToArray();
        var seed = Calls.Normal([20, 8]);
        Tensor[] batches =
            [.. ((int[])[60, 60, 80, 100, 110, 50, 115]).Select(words => new Operand(9).Ids(words, 20, 10))];
        for (var step = 0; step < batches.Length; step++)
        {
            var ids = batches[step];
            var before = GC.GetAllocatedBytesForCurrentThread();
            memory.Reset();
            recording.Reset();
            recording.Watch(table);
            foreach (var weight in weights) recording.Watch(weight.Value);
            call.Begin(1);
            recording.Backward(forward(call.Gather(table, ids), call)[0].Tensor, seed, inner);
            var grown = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotNull(recording.RowGradient(table));
            if (step >= 2) Assert.True(grown == 0, $"{grown} bytes in step {step}.");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void Tables_whose_rows_are_no_vectors_are_read_as_copies_are(int first, int second)
    {
        using var backend = new CpuBackend(1);
        var layer = new Gru(4);
        var x = new Operand(10);
        var table = first == 1 ? x.Normal(9) : x.Normal(9, first, second);
        var ids = x.Ids(9, 5, 6);
        var forward = layer.Built(new Tensor([5, 6, first * second]));
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        var (looked, copied) = (call.Gather(table, ids), call.Gather(table, ids).Copy());
        Shape shape = [5, 6, first * second];
        Assert.Equal(Bits(forward(call.Reshape(copied, shape), call)[0].Tensor.Elements()),
            Bits(forward(call.Reshape(looked, shape), call)[0].Tensor.Elements()));
    }

    [Fact]
    public void As_many_words_as_steps_take_no_more_memory_than_others()
    {
        var (others, equal) = (Grown(words: 41), Grown(words: 40));
        Assert.True(equal < 2 * others, $"{equal} bytes for as many words as steps, {others} for one more.");

        static long Grown(int words)
        {
            using var backend = new CpuBackend(1);
            var layer = new Lstm(16);
            var forward = layer.Built(new Tensor([32, 40, Features]));
            var call = new CallContext(new RecordingExecutor(new EagerExecutor(new StepMemory(backend))),
                training: true);
            var (table, ids) = (Calls.Normal([words, Features]), new Tensor([32, 40], ElementType.Int32));
            for (var i = 0; i < ids.Count; i++) ids.Change<int>()[i] = i % words;
            var before = GC.GetAllocatedBytesForCurrentThread();
            call.Begin(1);
            forward(call.Gather(table, ids), call);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static float[][] Train(string kind, int batch, int time, bool masked, Backend backend, bool copies)
    {
        var layer = Kinds[kind]();
        var x = new Operand(7);
        var (table, ids) = (x.Normal(Vocabulary, Features), x.Ids(Vocabulary, batch, time));
        var mask = x.Truths(batch, time);
        var forward = layer.Built(new Tensor([batch, time, Features]));
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        var weights = layer.Weights.Where(weight => !weight.IsState).ToArray();
        recording.Watch(table);
        foreach (var weight in weights) recording.Watch(weight.Value);
        var call = new CallContext(recording, training: true, 1);
        call.Begin(1);
        var rows = call.Gather(table, ids);
        if (copies) rows.Change<float>();
        var y = forward(new Value(rows, masked ? mask : null), call)[0].Tensor;
        var inner = new CallContext(eager);
        recording.Backward(y, Calls.Normal(y.Shape), inner);
        var gradient = recording.RowGradient(table) is { } of ? inner.ScatterRows(of.Ids, of.Rows, table)
            : recording.Gradient(table)!;
        return [y.Elements(), gradient.Elements(),
            .. weights.Select(weight => recording.Gradient(weight.Value)!.Elements())];
    }

    private static int[] Bits(ReadOnlySpan<float> numbers) => MemoryMarshal.Cast<float, int>(numbers).ToArray();
}
