using System.Globalization;
using Valence.Kernels;
using Valence.Threading;

namespace Valence.Bench;

/// <summary>Recurrent passes at the shapes of training.</summary>
internal static class RecurrentBench
{
    private static readonly (int Batch, int Time, int Units)[] Shapes = [(128, 200, 64), (32, 200, 64), (30, 24, 70)];

    public static void Run()
    {
        foreach (var (batch, time, units) in Shapes)
            foreach (var threads in (int[])[1, 2])
            {
                Measure<LstmCell>("lstm", batch, time, units, threads);
                Measure<GruCell>("gru", batch, time, units, threads);
            }
    }

    private static void Measure<TCell>(string name, int batch, int time, int units, int threads) where TCell : struct, IRecurrentCell
    {
        using var workers = new Workers(threads);
        var shape = new RecurrentShape(batch, time, units);
        var steps = batch * time;
        var (gates, savedWidth) = (TCell.Gates * units, TCell.Saved * units);
        var (projected, recurrent, dHidden) = (Random(steps * gates), Random(units * gates), Random(steps * units));
        var (hidden, cell, saved, previous) = (new Tensor([steps * units]), new Tensor([steps * units]), new Tensor([steps * savedWidth]), new Tensor([steps * units]));
        var (dProjected, dRecurrent, dKernel) = (new Tensor([steps * gates]), new Tensor([steps * gates]), new Tensor([units * gates]));
        var forward = Best.Milliseconds(() => RecurrentKernel.Forward<TCell>(
            new RecurrentForward { Shape = shape, Projected = projected.Floats, Recurrent = recurrent.Floats, Hidden = hidden.Floats, Cell = cell.Floats, Saved = saved.Floats },
            workers), 2);
        var last = new Tensor([batch * units]);
        var inference = Best.Milliseconds(() => RecurrentKernel.Forward<TCell>(
            new RecurrentForward { Shape = shape, Projected = projected.Floats, Recurrent = recurrent.Floats, LastHidden = last.Floats }, workers), 2);
        var shift = Best.Milliseconds(() => RecurrentKernel.PreviousHidden(shape, hidden.Floats, default, default, previous.Floats, workers), 1);
        var backward = Best.Milliseconds(() => RecurrentKernel.Backward<TCell>(
            new RecurrentBackward
            {
                Shape = shape, Recurrent = recurrent.Floats, Saved = saved.Floats, Cell = cell.Floats, PreviousHidden = previous.Floats,
                HiddenGradient = dHidden.Floats, ProjectedGradient = dProjected.Floats, RecurrentGradient = TCell.SplitsLastGate ? dRecurrent.Floats : default,
            },
            workers), 2);
        var kernel = Best.Milliseconds(() => Gemm.Multiply(
            new GemmShape(units, gates, steps) { TransposeA = true }, previous.Floats, dProjected.Floats, dKernel.Floats, default, workers), 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-5} batch {batch} time {time} units {units}, {threads} threads: forward {forward:F2} ms, last state only {inference:F2}, backward {backward:F2}, previous {shift:F2}, kernel gradient {kernel:F2}"));
    }

    private static Tensor Random(int count)
    {
        var random = new Random(1);
        var tensor = new Tensor([count]);
        foreach (ref var x in tensor.Floats) x = (random.NextSingle() - 0.5f) * 0.5f;
        return tensor;
    }
}
