using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Tests.Contracts;
using Valence.Tests.Layers;

namespace Valence.Tests.Tables;

/// <summary>Tensors that stand for rows of a table give what copies of the rows give.</summary>
public sealed class GatheredRowsTests
{
    /// <summary>Rows of ids, ids in a row, width of the table, columns of the product, whether rows begin with
    /// padding.</summary>
    public static TheoryData<int, int, int, int, bool> Products
    {
        get
        {
            var data = new TheoryData<int, int, int, int, bool>();
            foreach (var (rows, places, width, columns) in ((int, int, int, int)[])[(1, 2, 8, 8), (128, 50, 32, 16),
                (33, 7, 50, 17), (130, 3, 300, 9), (5, 300, 8, 40), (31, 2, 128, 33), (200, 2, 17, 8),
                (300, 40, 16, 12)])
                foreach (var padded in (bool[])[false, true]) data.Add(rows, places, width, columns, padded);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void A_product_has_the_bits_of_the_copied_rows_product(
        int rows, int places, int width, int columns, bool padded)
    {
        foreach (var threads in (int[])[1, 3])
        {
            using var backend = new CpuBackend(threads);
            var x = new Operand(3);
            var (table, ids, kernel, bias, d) = (x.Normal(40, width), Ids(x, rows, places, padded),
                x.Normal(places * width, columns), x.Normal(columns), x.Normal(rows, columns));
            var (looked, copied) = (Flat(backend, table, ids, copies: false), Flat(backend, table, ids, copies: true));
            var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
            Assert.NotNull(GatheredRows.Of(looked));
            Assert.Equal(Bits(call.Affine(copied, kernel, bias)), Bits(call.Affine(looked, kernel, bias)));
            var (expected, gradient) = (call.MatMul(copied, d, transposeA: true),
                call.MatMul(looked, d, transposeA: true));
            Calls.Close(expected, gradient, 1e-5 * expected.Elements().Max(Math.Abs));
            Assert.Equal(Bits(copied), Bits(looked));
        }
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void The_tables_gradient_is_that_of_the_copied_rows(
        int rows, int places, int width, int columns, bool padded)
    {
        var x = new Operand(4);
        var (table, ids, kernel, seed) = (x.Normal(40, width), Ids(x, rows, places, padded),
            x.Normal(places * width, columns), x.Normal(rows, columns));
        float[]? first = null;
        foreach (var threads in (int[])[1, 3])
        {
            using var backend = new CpuBackend(threads);
            var (looked, copied) = (TableGradient(backend, copies: false), TableGradient(backend, copies: true));
            var largest = copied.Floats.ToArray().Max(Math.Abs);
            Calls.Close(copied, looked, 1e-5 * largest);
            Assert.Equal(Bits(looked), Bits(Tensor.From(first ??= looked.Elements(), looked.Shape)));
        }

        Tensor TableGradient(Backend backend, bool copies)
        {
            var eager = new EagerExecutor(new StepMemory(backend));
            var recording = new RecordingExecutor(eager);
            recording.Watch(table);
            var call = new CallContext(recording);
            var flat = call.Reshape(call.Gather(table, ids), [rows, places * width]);
            if (copies) flat.Change<float>();
            var inner = new CallContext(eager);
            recording.Backward(call.MatMul(flat, kernel), seed, inner);
            var gradient = recording.RowGradient(table)!.Value;
            Assert.Equal(!copies, gradient.Ids.Count == ids.Ints.ToArray().Distinct().Count()
                && !ReferenceEquals(gradient.Ids, ids));
            return inner.ScatterRows(gradient.Ids, gradient.Rows, table);
        }
    }

    [Theory]
    [InlineData(1, 2, 8, false)]
    [InlineData(128, 50, 16, true)]
    [InlineData(33, 7, 50, true)]
    [InlineData(5, 1300, 10, true)]
    [InlineData(31, 2, 129, false)]
    public void Sums_of_steps_have_the_bits_of_copied_rows_and_so_have_their_gradients(
        int rows, int places, int width, bool padded)
    {
        var x = new Operand(7);
        var (table, ids, seed) = (x.Normal(40, width), Ids(x, rows, places, padded), x.Normal(rows, width));
        var mask = x.Truths(rows, places);
        foreach (var threads in (int[])[1, 3])
            foreach (var masked in (bool[])[false, true])
            {
                using var backend = new CpuBackend(threads);
                var (looked, copied) = (Sums(copies: false), Sums(copies: true));
                Assert.Equal(Bits(copied.Sum), Bits(looked.Sum));
                Assert.Equal(Bits(copied.Gradient), Bits(looked.Gradient));

                (Tensor Sum, Tensor Gradient) Sums(bool copies)
                {
                    var eager = new EagerExecutor(new StepMemory(backend));
                    var recording = new RecordingExecutor(eager);
                    recording.Watch(table);
                    var call = new CallContext(recording);
                    var steps = call.Gather(table, ids);
                    if (copies) steps.Change<float>();
                    var sum = masked ? call.MaskedSum(steps, mask) : call.Sum(steps, false, 1);
                    var inner = new CallContext(eager);
                    recording.Backward(sum, seed, inner);
                    var gradient = recording.RowGradient(table)!.Value;
                    Assert.Equal(!copies, !ReferenceEquals(gradient.Ids, ids));
                    var whole = inner.ScatterRows(gradient.Ids, gradient.Rows, table);
                    return (Tensor.From(sum.Elements(), sum.Shape), Tensor.From(whole.Elements(), whole.Shape));
                }
            }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(130)]
    public void Functions_of_two_tensors_have_the_bits_of_copied_rows(int width)
    {
        using var backend = new CpuBackend(2);
        var x = new Operand(8);
        var (table, ids) = (x.Normal(40, width), x.Ids(40, 30, 9));
        var b = x.Normal(30, 9 * width);
        var (looked, copied) = (Flat(backend, table, ids, copies: false), Flat(backend, table, ids, copies: true));
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        Assert.Equal(Bits(call.Multiply(copied, b)), Bits(call.Multiply(looked, b)));
        Assert.Equal(Bits(call.Subtract(b, copied)), Bits(call.Subtract(b, looked)));
        Assert.Equal(Bits(call.Add(copied, copied)), Bits(call.Add(looked, looked)));
    }

    [Fact]
    public void Rows_that_are_used_twice_give_the_sum_of_both_gradients()
    {
        using var backend = new CpuBackend(2);
        var x = new Operand(5);
        var (table, ids) = (x.Normal(9, 8), x.Ids(9, 4, 3));
        var kernel = x.Normal(24, 8);
        var (both, once) = (Gradient(times: 2), Gradient(times: 1));
        for (var i = 0; i < both.Count; i++) Assert.Equal(2 * once.Floats[i], both.Floats[i], 1e-5f);

        Tensor Gradient(int times)
        {
            var eager = new EagerExecutor(new StepMemory(backend));
            var recording = new RecordingExecutor(eager);
            recording.Watch(table);
            var call = new CallContext(recording);
            var flat = call.Reshape(call.Gather(table, ids), [4, 24]);
            var y = call.MatMul(flat, kernel);
            if (times == 2) y = call.Add(y, call.MatMul(flat, kernel));
            var inner = new CallContext(eager);
            recording.Backward(y, Calls.Normal(y.Shape), inner);
            var rows = recording.RowGradient(table)!.Value;
            return inner.ScatterRows(rows.Ids, rows.Rows, table);
        }
    }

    [Fact]
    public void A_watched_tensor_of_rows_has_a_gradient_of_its_own()
    {
        using var backend = new CpuBackend(1);
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        var x = new Operand(6);
        var (table, ids, kernel) = (x.Normal(9, 8), x.Ids(9, 4, 2), x.Normal(16, 8));
        recording.Watch(table);
        var call = new CallContext(recording);
        var rows = call.Gather(table, ids);
        recording.Watch(rows);
        var y = call.MatMul(call.Reshape(rows, [4, 16]), kernel);
        recording.Backward(y, Calls.Normal(y.Shape), new(eager));
        Assert.Equal(rows.Shape, recording.Gradient(rows)!.Shape);
        Assert.NotNull(recording.RowGradient(table));
    }

    [Fact]
    public void A_table_that_operations_made_passes_the_gradient_on()
    {
        var x = new Operand(7);
        var (ids, kernel) = (x.Ids(9, 4, 2), x.Normal(16, 8));
        GradientCheck.Holds((call, tables) => call.Gather(call.Square(tables[0]), ids), x.Normal(9, 8));
        GradientCheck.Holds((call, tables) =>
            call.MatMul(call.Reshape(call.Gather(call.Square(tables[0]), ids), [4, 16]), kernel), x.Normal(9, 8));
    }

    [Fact]
    public void Rows_of_a_table_that_has_changed_since_are_refused_where_they_were_not_copied()
    {
        using var backend = new CpuBackend(1);
        var recording = new RecordingExecutor(new EagerExecutor(new StepMemory(backend)));
        var table = Calls.Normal([5, 8]);
        recording.Watch(table);
        var call = new CallContext(recording);
        var (early, late) = (call.Gather(table, Tensor.From([1, 2])), call.Gather(table, Tensor.From([1, 2])));
        var before = early.Elements();
        recording.Expire();
        table.Clear();
        Assert.Equal(before, early.Elements());
        var error = Assert.Throws<InvalidOperationException>(() => late.Elements());
        Assert.Contains("Copy it before", error.Message);
    }

    [Fact]
    public void Elements_that_somebody_writes_are_those_that_operations_read()
    {
        using var backend = new CpuBackend(1);
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        var rows = call.Gather(Calls.Normal([5, 8]), Tensor.From([1, 2, 3, 4], [2, 2]));
        var flat = call.Reshape(rows, [2, 16]);
        rows.Change<float>().Fill(1);
        Assert.All(call.Add(rows, rows).Elements(), element => Assert.Equal(2, element));
        var kernel = new Tensor([16, 8]);
        kernel.Change<float>().Fill(0.5f);
        Assert.All(call.MatMul(flat, kernel).Elements(), element => Assert.Equal(8, element));
    }

    [Fact]
    public void Ids_that_change_afterwards_change_nothing()
    {
        using var backend = new CpuBackend(1);
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        var (table, ids) = (Calls.Normal([5, 8]), Tensor.From([1, 2]));
        var rows = call.Gather(table, ids);
        ids.Change<int>().Fill(int.MaxValue);
        Assert.Equal(table.Elements()[8..24], rows.Elements());
    }

    [Fact]
    public void Rows_that_were_gathered_before_their_table_was_watched_pass_no_gradient_to_it()
    {
        using var backend = new CpuBackend(1);
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        var (table, kernel) = (Calls.Normal([5, 8]), Calls.Normal([16, 8]));
        recording.Watch(kernel);
        var call = new CallContext(recording);
        var rows = call.Gather(table, Tensor.From([1, 2, 3, 4], [2, 2]));
        recording.Watch(table);
        var y = call.MatMul(call.Reshape(rows, [2, 16]), kernel);
        recording.Backward(y, Calls.Normal(y.Shape), new(eager));
        Assert.NotNull(recording.Gradient(kernel));
        Assert.Null(recording.RowGradient(table));
    }

    [Fact]
    public void A_state_that_is_assigned_rows_gets_them_as_they_were_before_the_step()
    {
        using var backend = new CpuBackend(1);
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        var (table, state) = (Calls.Normal([5, 8]),
            new Weight("state", [2, 8], Valence.Initializers.Initializer.Zeros, isState: true, null, null));
        var expected = table.Elements()[8..24];
        call.Assign(state, call.Gather(table, Tensor.From([1, 2])));
        table.Clear();
        call.CommitAssignments();
        Assert.Equal(expected, state.Value.Elements());
    }

    [Fact]
    public void Memory_that_serves_another_tensor_afterwards_holds_that_ones_elements()
    {
        using var backend = new CpuBackend(1);
        var memory = new StepMemory(backend);
        var call = new CallContext(new EagerExecutor(memory));
        call.Gather(Calls.Normal([5, 8]), Tensor.From([1, 2]));
        memory.Reset();
        var filled = call.Filled([2, 8], 3);
        Assert.All(filled.Elements(), element => Assert.Equal(3, element));
    }

    // Texts of all lengths, empty ones and whole rows too; some begin with an id that is another's padding.
    private static Tensor Ids(Operand x, int rows, int places, bool padded)
    {
        var ids = x.Ids(40, rows, places);
        for (var row = 0; padded && row < rows; row++) ids.Change<int>().Slice(row * places, row * 7 % (places + 1))
            .Fill(row % 9 == 8 ? 3 : 0);
        return ids;
    }

    private static Tensor Flat(Backend backend, Tensor table, Tensor ids, bool copies)
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
        var flat = call.Reshape(call.Gather(table, ids), [ids.Shape[0], ids.Shape[1] * table.Shape[1]]);
        if (copies) flat.Change<float>();
        return flat;
    }

    private static int[] Bits(Tensor tensor) => MemoryMarshal.Cast<float, int>(tensor.Floats).ToArray();
}
