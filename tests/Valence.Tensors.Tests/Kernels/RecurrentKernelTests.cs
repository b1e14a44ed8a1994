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
    public void Lstm_equals_the_plain_loops(string mask, bool reverse, bool initial, bool dropout, bool projected) =>
        Check<LstmCell>(mask, reverse, initial, dropout, projected);

    [Theory]
    [MemberData(nameof(Options))]
    public void Gru_equals_the_plain_loops(string mask, bool reverse, bool initial, bool dropout, bool projected) =>
        Check<GruCell>(mask, reverse, initial, dropout, projected);

    [Theory]
    [MemberData(nameof(Options))]
    public void The_plain_cell_equals_the_plain_loops(
        string mask, bool reverse, bool initial, bool dropout, bool projected) =>
        Check<SimpleRnnCell>(mask, reverse, initial, dropout, projected);

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
        var shape = new RecurrentShape(units > 40 ? 2 : 9, units > 40 ? 2 : 3, units % 7 + 1, units);
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
            new RecurrentCase<LstmCell>(new RecurrentShape(5, 4, 3, 9), mask, lastOnly: true).Run().AssertGradients();
            new RecurrentCase<GruCell>(new RecurrentShape(5, 4, 3, 9), mask, lastOnly: true).Run().AssertGradients();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void The_weights_gradients_are_sums_over_rows_and_steps(int features)
    {
        foreach (var reverse in (bool[])[false, true])
            foreach (var mask in (string[])["none", "left", "right", "middle"])
            {
                var shape = new RecurrentShape(4, 5, features, 5) { Reverse = reverse };
                new RecurrentCase<LstmCell>(shape, mask, initial: true, dropout: reverse).Run().AssertWeightGradients();
                new RecurrentCase<GruCell>(shape, mask, initial: true, dropout: !reverse).Run().AssertWeightGradients();
                new RecurrentCase<SimpleRnnCell>(shape, mask, initial: true).Run().AssertWeightGradients();
            }
    }

    [Fact]
    public void Long_sequences_are_collected_part_by_part()
    {
        var test = new RecurrentCase<LstmCell>(new RecurrentShape(17, 40, 2, 33), "middle").Run();
        var reference = new RecurrentCase<LstmCell>(new RecurrentShape(17, 40, 0, 33), "middle",
            initial: false)
        { LastHiddenGradient = test.LastHiddenGradient };
        reference.Inputs = new float[17 * 40 * 132];
        Gemm.Multiply(new GemmShape(17 * 40, 132, 2), test.Inputs, test.Kernel, reference.Inputs, test.Bias);
        reference.Run();
        Assert.Equal(reference.Hidden, test.Hidden);
        Numbers.AssertClose(reference.RecurrentGradient.Select(x => (double)x).ToArray(), test.RecurrentGradient, 1e-5);
        var kernel = new float[test.Kernel.Length];
        Gemm.Multiply(new GemmShape(2, 132, 17 * 40) { TransposeA = true }, test.Inputs, reference.InputsGradient,
            kernel);
        Numbers.AssertClose(kernel.Select(x => (double)x).ToArray(), test.KernelGradient, 1e-5);
        var bias = new float[132];
        Reductions.SumRows(reference.InputsGradient, bias);
        Numbers.AssertClose(bias.Select(x => (double)x).ToArray(), test.BiasGradient, 1e-5);
    }

    [Fact]
    public void Rows_alone_and_threads_change_no_bit()
    {
        using var workers = new Workers(3);
        var shape = new RecurrentShape(101, 6, 5, 35);
        var together = new RecurrentCase<LstmCell>(shape, "middle", initial: true).Run(workers);
        var single = new RecurrentCase<LstmCell>(shape, "middle", initial: true).Run();
        Assert.Equal(single.Hidden, together.Hidden);
        Assert.Equal(single.InputsGradient, together.InputsGradient);
        Assert.Equal(single.KernelGradient, together.KernelGradient);
        Assert.Equal(single.RecurrentGradient, together.RecurrentGradient);
        Assert.Equal(single.BiasGradient, together.BiasGradient);
        foreach (var row in (int[])[0, 50, 100])
        {
            var alone = new RecurrentCase<LstmCell>(shape with { Batch = 1 }, "middle", initial: true)
            {
                Kernel = together.Kernel,
                Recurrent = together.Recurrent,
                Bias = together.Bias,
                Inputs = Row(together.Inputs, row, shape.Batch),
                Mask = Row(together.Mask, row, shape.Batch),
                InitialHidden = Row(together.InitialHidden, row, shape.Batch),
                InitialCell = Row(together.InitialCell, row, shape.Batch),
                HiddenGradient = together.Steps(together.HiddenGradient, row),
                LastHiddenGradient = Row(together.LastHiddenGradient, row, shape.Batch),
                LastCellGradient = Row(together.LastCellGradient, row, shape.Batch),
            };
            alone.Run();
            Assert.Equal(together.Steps(together.Hidden, row), alone.Hidden);
            Assert.Equal(Row(together.InputsGradient, row, shape.Batch), alone.InputsGradient);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(35)]
    public unsafe void Every_vector_width_gives_the_same_states(int units)
    {
        var shape = new RecurrentShape(7, 4, 3, units);
        var test = new RecurrentCase<LstmCell>(shape, "middle").Run();
        foreach (var lanes in Widths.All)
        {
            var (hidden, dInputs, dKernel) = (new float[test.Hidden.Length], new float[test.Inputs.Length],
                new float[test.Kernel.Length]);
            fixed (float* inputs = test.Inputs, kernel = test.Kernel, recurrent = test.Recurrent, bias = test.Bias,
                mask = test.Mask, h = hidden, d = dInputs, dk = dKernel)
            fixed (float* steps = test.Hidden, saved = test.Saved, cell = test.Cell, dHidden = test.HiddenGradient,
                dLast = test.LastHiddenGradient, dCell = test.LastCellGradient)
            {
                var forward = new RecurrentPlan.Forward<LstmCell>(
                    new ForwardPointers
                    {
                        Shape = shape,
                        Inputs = inputs,
                        Kernel = kernel,
                        Recurrent = recurrent,
                        Bias = bias,
                        Mask = mask,
                        Hidden = h
                    }, null);
                Widths.Run(lanes, ref forward);
                var backward = new RecurrentPlan.Backward<LstmCell>(
                    new BackwardPointers
                    {
                        Shape = shape,
                        Inputs = inputs,
                        Kernel = kernel,
                        Recurrent = recurrent,
                        Mask = mask,
                        Hidden = steps,
                        Saved = saved,
                        Cell = cell,
                        HiddenGradient = dHidden,
                        LastHiddenGradient = dLast,
                        LastCellGradient = dCell,
                        InputsGradient = d,
                        KernelGradient = dk,
                    },
                    null);
                Widths.Run(lanes, ref backward);
            }
            Numbers.AssertClose(test.Hidden.Select(x => (double)x).ToArray(), hidden, 2e-6);
            Numbers.AssertClose(test.InputsGradient.Select(x => (double)x).ToArray(), dInputs, 1e-5);
            Numbers.AssertClose(test.KernelGradient.Select(x => (double)x).ToArray(), dKernel, 1e-5);
        }
    }

    [Fact]
    public void Steady_passes_allocate_nothing()
    {
        var steady = new RecurrentCase<LstmCell>(new RecurrentShape(20, 5, 6, 24), "middle");
        for (var i = 0; i < 50; i++) steady.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) steady.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        var shape = new RecurrentShape(2, 3, 5, 4);
        var (inputs, kernel, recurrent) = (new float[30], new float[80], new float[64]);
        Assert.Throws<ArgumentException>(() => RecurrentKernel.Forward<LstmCell>(
            new RecurrentForward { Shape = shape, Inputs = inputs[1..], Kernel = kernel, Recurrent = recurrent }));
        Assert.Throws<ArgumentException>(() => RecurrentKernel.Forward<LstmCell>(
            new RecurrentForward { Shape = shape, Inputs = inputs, Kernel = kernel[1..], Recurrent = recurrent }));
        Assert.Throws<ArgumentException>(() => RecurrentKernel.Forward<LstmCell>(
            new RecurrentForward { Shape = shape, Inputs = inputs, Kernel = kernel, Recurrent = recurrent[1..] }));
        Assert.Throws<ArgumentException>(() =>
            RecurrentKernel.Forward<LstmCell>(new RecurrentForward
            {
                Shape = shape,
                Inputs = inputs,
                Kernel = kernel,
                Recurrent = recurrent,
                Mask = new float[5]
            }));
        Assert.Throws<ArgumentException>(() =>
            RecurrentKernel.Forward<LstmCell>(new RecurrentForward
            {
                Shape = shape with { Features = 0 },
                Inputs = new float[96],
                Recurrent = recurrent,
                Bias = new float[16]
            }));
    }

    private static void Check<TCell>(string mask, bool reverse, bool initial, bool dropout, bool projected)
        where TCell : struct, IRecurrentCell
    {
        var shape = new RecurrentShape(7, 4, projected ? 0 : 5, 9) { Reverse = reverse };
        var test = new RecurrentCase<TCell>(shape, mask, initial, dropout).Run();
        test.AssertForward();
        test.AssertGradients();
    }

    private static float[] Row(float[] values, int row, int rows) =>
        values[(row * (values.Length / rows))..((row + 1) * (values.Length / rows))];
}
