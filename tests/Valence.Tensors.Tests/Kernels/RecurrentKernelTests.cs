using Valence.Kernels;
using Valence.Threading;

namespace Valence.Tests.Kernels;

public sealed class RecurrentKernelTests
{
    public static TheoryData<string, bool, bool, bool, bool> Options()
    {
        var options = new TheoryData<string, bool, bool, bool, bool>();
        foreach (var mask in (string[])["none", "left", "right", "middle"])
            foreach (var reverse in (bool[])[false, true])
                foreach (var initial in (bool[])[false, true])
                    foreach (var dropout in (bool[])[false, true])
                        options.Add(mask, reverse, initial, dropout, initial != dropout);
        return options;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Lstm_equals_the_plain_loops(string mask, bool reverse, bool initial, bool dropout, bool zeroOutput) =>
        Check<LstmCell>(mask, reverse, initial, dropout, zeroOutput);

    [Theory]
    [MemberData(nameof(Options))]
    public void Gru_equals_the_plain_loops(string mask, bool reverse, bool initial, bool dropout, bool zeroOutput) =>
        Check<GruCell>(mask, reverse, initial, dropout, zeroOutput);

    [Theory]
    [MemberData(nameof(Options))]
    public void The_plain_cell_equals_the_plain_loops(string mask, bool reverse, bool initial, bool dropout, bool zeroOutput) =>
        Check<SimpleRnnCell>(mask, reverse, initial, dropout, zeroOutput);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(19)]
    [InlineData(33)]
    [InlineData(70)]
    public void Every_width_of_state_is_right(int units)
    {
        var shape = new RecurrentShape(units > 40 ? 2 : 9, units > 40 ? 2 : 3, units);
        foreach (var mask in (string[])["none", "middle"])
        {
            var lstm = new RecurrentCase<LstmCell>(shape, mask, initial: true).Run();
            lstm.AssertForward();
            lstm.AssertGradients();
            var gru = new RecurrentCase<GruCell>(shape, mask, initial: true).Run();
            gru.AssertForward();
            gru.AssertGradients();
        }
    }

    [Fact]
    public void A_gradient_of_the_last_state_alone_is_enough()
    {
        foreach (var mask in (string[])["none", "left", "right"])
        {
            new RecurrentCase<LstmCell>(new RecurrentShape(5, 4, 9), mask, lastOnly: true).Run().AssertGradients();
            new RecurrentCase<GruCell>(new RecurrentShape(5, 4, 9), mask, lastOnly: true).Run().AssertGradients();
        }
    }

    [Fact]
    public void The_state_before_each_step_gives_the_recurrent_kernels_gradient()
    {
        foreach (var reverse in (bool[])[false, true])
            foreach (var mask in (string[])["none", "left", "right", "middle"])
            {
                var shape = new RecurrentShape(4, 5, 5) { Reverse = reverse, ZeroOutputForMask = reverse };
                new RecurrentCase<LstmCell>(shape, mask, initial: true).Run().AssertKernelGradient();
                new RecurrentCase<GruCell>(shape, mask, initial: true).Run().AssertKernelGradient();
                new RecurrentCase<SimpleRnnCell>(shape, mask, initial: true).Run().AssertKernelGradient();
            }
    }

    [Fact]
    public void Rows_alone_and_threads_change_no_bit()
    {
        using var workers = new Workers(3);
        var shape = new RecurrentShape(101, 6, 35);
        var together = new RecurrentCase<LstmCell>(shape, "middle", initial: true).Run(workers);
        var single = new RecurrentCase<LstmCell>(shape, "middle", initial: true).Run();
        Assert.Equal(single.Hidden, together.Hidden);
        Assert.Equal(single.ProjectedGradient, together.ProjectedGradient);
        foreach (var row in (int[])[0, 50, 100])
        {
            var alone = new RecurrentCase<LstmCell>(shape with { Batch = 1 }, "middle", initial: true);
            alone.Recurrent = together.Recurrent;
            alone.Projected = Row(together.Projected, row, shape.Batch);
            alone.Mask = Row(together.Mask, row, shape.Batch);
            alone.InitialHidden = Row(together.InitialHidden, row, shape.Batch);
            alone.InitialCell = Row(together.InitialCell, row, shape.Batch);
            alone.HiddenGradient = Row(together.HiddenGradient, row, shape.Batch);
            alone.LastHiddenGradient = Row(together.LastHiddenGradient, row, shape.Batch);
            alone.LastCellGradient = Row(together.LastCellGradient, row, shape.Batch);
            alone.Run();
            Assert.Equal(Row(together.Hidden, row, shape.Batch), alone.Hidden);
            Assert.Equal(Row(together.ProjectedGradient, row, shape.Batch), alone.ProjectedGradient);
        }
    }

    [Fact]
    public void Steps_may_share_a_row_of_projected_inputs()
    {
        var shape = new RecurrentShape(5, 7, 11);
        var rows = Numbers.Random(4 * 44);
        var index = Enumerable.Range(0, 35).Select(i => i * i % 4).ToArray();
        var plain = new RecurrentCase<LstmCell>(shape);
        plain.Projected = index.SelectMany(row => rows[(row * 44)..((row + 1) * 44)]).ToArray();
        plain.Run();
        var hidden = new float[plain.Hidden.Length];
        RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape, Projected = rows, RowIndex = index, Recurrent = plain.Recurrent, Hidden = hidden });
        Assert.Equal(plain.Hidden, hidden);
        index[3] = 4;
        Assert.Throws<ArgumentException>(() =>
            RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape, Projected = rows, RowIndex = index, Recurrent = plain.Recurrent, Hidden = hidden }));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(13)]
    public void Saved_numbers_and_gradients_may_take_the_place_of_the_inputs(int units)
    {
        var shape = new RecurrentShape(7, 5, units);
        var apart = new RecurrentCase<LstmCell>(shape, "middle").Run();
        var shared = new RecurrentCase<LstmCell>(shape, "middle");
        shared.Saved = shared.ProjectedGradient = shared.Projected;
        shared.Run();
        Assert.Equal(apart.Hidden, shared.Hidden);
        Assert.Equal(apart.ProjectedGradient, shared.ProjectedGradient);
    }

    [Fact]
    public void Two_directions_may_share_one_output()
    {
        var shape = new RecurrentShape(3, 4, 5);
        var (one, other) = (new RecurrentCase<LstmCell>(shape).Run(), new RecurrentCase<LstmCell>(shape with { Reverse = true }).Run());
        var both = new float[3 * 4 * 10];
        RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape with { HiddenStride = 10 }, Projected = one.Projected, Recurrent = one.Recurrent, Hidden = both });
        RecurrentKernel.Forward<LstmCell>(new RecurrentForward
        {
            Shape = shape with { HiddenStride = 10, Reverse = true }, Projected = other.Projected, Recurrent = other.Recurrent, Hidden = both.AsSpan(5),
        });
        for (var step = 0; step < 12; step++)
        {
            Assert.Equal(one.Hidden[(step * 5)..(step * 5 + 5)], both[(step * 10)..(step * 10 + 5)]);
            Assert.Equal(other.Hidden[(step * 5)..(step * 5 + 5)], both[(step * 10 + 5)..(step * 10 + 10)]);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(35)]
    public unsafe void Every_vector_width_gives_the_same_states(int units)
    {
        var shape = new RecurrentShape(7, 4, units);
        var test = new RecurrentCase<LstmCell>(shape, "middle").Run();
        foreach (var lanes in Widths.All)
        {
            var (hidden, gradient) = (new float[test.Hidden.Length], new float[test.Projected.Length]);
            fixed (float* projected = test.Projected, recurrent = test.Recurrent, mask = test.Mask, h = hidden, d = gradient)
            fixed (float* saved = test.Saved, cell = test.Cell, dHidden = test.HiddenGradient, dLast = test.LastHiddenGradient, dCell = test.LastCellGradient)
            {
                var forward = new RecurrentPlan.Forward<LstmCell>(new ForwardPointers { Shape = shape, Projected = projected, Mask = mask, Hidden = h }, recurrent, null);
                Widths.Run(lanes, ref forward);
                var backward = new RecurrentPlan.Backward<LstmCell>(
                    new BackwardPointers
                    {
                        Shape = shape, Mask = mask, Saved = saved, Cell = cell, HiddenGradient = dHidden, LastHiddenGradient = dLast, LastCellGradient = dCell, ProjectedGradient = d,
                    },
                    recurrent, null);
                Widths.Run(lanes, ref backward);
            }
            Numbers.AssertClose(test.Hidden.Select(x => (double)x).ToArray(), hidden, 2e-6);
            Numbers.AssertClose(test.ProjectedGradient.Select(x => (double)x).ToArray(), gradient, 1e-5);
        }
    }

    [Fact]
    public void Steady_passes_allocate_nothing()
    {
        var steady = new RecurrentCase<LstmCell>(new RecurrentShape(20, 5, 24), "middle");
        for (var i = 0; i < 50; i++) steady.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) steady.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        var shape = new RecurrentShape(2, 3, 4);
        Assert.Throws<ArgumentException>(() => RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape, Projected = new float[95], Recurrent = new float[64] }));
        Assert.Throws<ArgumentException>(() => RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape, Projected = new float[96], Recurrent = new float[63] }));
        Assert.Throws<ArgumentException>(() =>
            RecurrentKernel.Forward<LstmCell>(new RecurrentForward { Shape = shape, Projected = new float[96], Recurrent = new float[64], Mask = new float[5] }));
    }

    private static void Check<TCell>(string mask, bool reverse, bool initial, bool dropout, bool zeroOutput) where TCell : struct, IRecurrentCell
    {
        var shape = new RecurrentShape(7, 4, 9) { Reverse = reverse, ZeroOutputForMask = zeroOutput };
        var test = new RecurrentCase<TCell>(shape, mask, initial, dropout).Run();
        test.AssertForward();
        test.AssertGradients();
    }

    private static float[] Row(float[] values, int row, int rows) => values[(row * (values.Length / rows))..((row + 1) * (values.Length / rows))];
}
