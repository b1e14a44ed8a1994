using System.Globalization;
using Valence.Kernels;
using Valence.Threading;

namespace Valence.Bench;

/// <summary>Recurrent passes at the shapes of training.</summary>
internal static class RecurrentBench
{
    private static readonly (int Batch, int Time, int Features, int Units)[] Shapes =
        [(128, 200, 32, 64), (32, 200, 32, 64), (30, 24, 64, 70)];

    public static void Run()
    {
        foreach (var (batch, time, features, units) in Shapes)
            foreach (var threads in (int[])[1, 2])
            {
                Measure<LstmCell>("lstm", new(batch, time, features, units), threads);
                Measure<GruCell>("gru", new(batch, time, features, units), threads);
            }
    }

    private static void Measure<TCell>(string name, RecurrentShape shape, int threads)
        where TCell : struct, IRecurrentCell
    {
        using var workers = new Workers(threads);
        var (batch, time, features, units) = shape;
        var steps = batch * time;
        var (gates, savedWidth) = (TCell.Gates * units, TCell.Saved * units);
        var (inputs, kernel, recurrent, bias, dLast) = (Random(steps * features), Random(features * gates),
            Random(units * gates), Random(gates), Random(batch * units));
        var (hidden, cell, saved, last) = (new Tensor([steps * units]), new Tensor([steps * units]),
            new Tensor([steps * savedWidth]), new Tensor([batch * units]));
        var (dInputs, dKernel, dRecurrent, dBias) = (new Tensor([steps * features]), new Tensor([features * gates]),
            new Tensor([units * gates]), new Tensor([gates]));
        var forward = Best.Milliseconds(() => RecurrentKernel.Forward<TCell>(
            new RecurrentForward
            {
                Shape = shape,
                Inputs = inputs.Floats,
                Kernel = kernel.Floats,
                Recurrent = recurrent.Floats,
                Bias = bias.Floats,
                Hidden = hidden.Change<float>(),
                Cell = cell.Change<float>(),
                Saved = saved.Change<float>(),
            },
            workers), 2);
        var inference = Best.Milliseconds(() => RecurrentKernel.Forward<TCell>(
            new RecurrentForward
            {
                Shape = shape,
                Inputs = inputs.Floats,
                Kernel = kernel.Floats,
                Recurrent = recurrent.Floats,
                Bias = bias.Floats,
                LastHidden = last.Change<float>(),
            },
            workers), 2);
        var backward = Best.Milliseconds(() => RecurrentKernel.Backward<TCell>(
            new RecurrentBackward
            {
                Shape = shape,
                Inputs = inputs.Floats,
                Kernel = kernel.Floats,
                Recurrent = recurrent.Floats,
                Hidden = hidden.Floats,
                Saved = saved.Floats,
                Cell = cell.Floats,
                LastHiddenGradient = dLast.Floats,
                InputsGradient = dInputs.Change<float>(),
                KernelGradient = dKernel.Change<float>(),
                RecurrentGradient = dRecurrent.Change<float>(),
                BiasGradient = dBias.Change<float>(),
            },
            workers), 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-5} batch {batch} time {time} features {features} units {units}, {threads} threads: forward "
                + $"{forward:F2} ms, last state only {inference:F2}, backward {backward:F2}"));
    }

    private static Tensor Random(int count)
    {
        var random = new Random(1);
        var tensor = new Tensor([count]);
        foreach (ref var x in tensor.Change<float>()) x = (random.NextSingle() - 0.5f) * 0.5f;
        return tensor;
    }
}
