using Valence.Kernels;
using Valence.Threading;

namespace Valence.Tests.Kernels;

/// <summary>A recurrent pass with everything around it: random inputs, the kernel's results and the plain
/// loops.</summary>
internal sealed class RecurrentCase<TCell> where TCell : struct, IRecurrentCell
{
    private readonly RecurrentShape _shape;
    private readonly int _gates = TCell.Gates;

    public RecurrentCase(RecurrentShape shape, string mask = "none", bool initial = false, bool dropout = false,
        bool lastOnly = false)
    {
        _shape = shape;
        var (b, t, f, u) = shape;
        Inputs = Numbers.Random(b * t * (f > 0 ? f : _gates * u), 1, 1.5f);
        Kernel = Numbers.Random(f * _gates * u, 10, 1.5f / MathF.Sqrt(Math.Max(1, f)));
        Recurrent = Numbers.Random(u * _gates * u, 2, 1.5f / MathF.Sqrt(u));
        Bias = f > 0 ? Numbers.Random(_gates * u, 11) : [];
        RecurrentBias = TCell.SplitsLastGate ? Numbers.Random(_gates * u, 3) : [];
        InitialHidden = initial ? Numbers.Random(b * u, 4) : [];
        InitialCell = initial && TCell.HasCell ? Numbers.Random(b * u, 5) : [];
        Dropout = dropout ? Numbers.Random(_gates * b * u, 6).Select(x => x > 0 ? 1.25f : 0).ToArray() : [];
        Mask = mask == "none" ? [] : Enumerable.Range(0, b * t).Select(i => IsKept(mask, i / t, i % t, t) ? 1f : 0)
            .ToArray();
        HiddenGradient = lastOnly ? [] : Numbers.Random(b * t * u, 7);
        LastHiddenGradient = Numbers.Random(b * u, 8);
        LastCellGradient = TCell.HasCell ? Numbers.Random(b * u, 9) : [];
        Hidden = new float[b * t * u];
        Cell = TCell.HasCell ? new float[b * t * u] : [];
        Saved = new float[b * t * TCell.Saved * u];
        LastHidden = new float[b * u];
        LastCell = TCell.HasCell ? new float[b * u] : [];
        InputsGradient = new float[Inputs.Length];
        KernelGradient = new float[Kernel.Length];
        RecurrentGradient = new float[Recurrent.Length];
        BiasGradient = new float[Bias.Length];
        RecurrentBiasGradient = new float[RecurrentBias.Length];
        InitialHiddenGradient = new float[b * u];
        InitialCellGradient = TCell.HasCell ? new float[b * u] : [];
    }

    public float[] Inputs, Kernel, Recurrent, Bias, RecurrentBias, InitialHidden, InitialCell, Dropout, Mask,
    HiddenGradient, LastHiddenGradient, LastCellGradient;
    public float[] Hidden, Cell, Saved, LastHidden, LastCell;
    public float[] InputsGradient, KernelGradient, RecurrentGradient, BiasGradient, RecurrentBiasGradient,
    InitialHiddenGradient, InitialCellGradient;

    public RecurrentCase<TCell> Run(Workers? workers = null)
    {
        RecurrentKernel.Forward<TCell>(
            new RecurrentForward
            {
                Shape = _shape,
                Inputs = Inputs,
                Kernel = Kernel,
                Recurrent = Recurrent,
                Bias = Bias,
                RecurrentBias = RecurrentBias,
                Mask = Mask,
                InitialHidden = InitialHidden,
                InitialCell = InitialCell,
                RecurrentDropout = Dropout,
                Hidden = Hidden,
                Cell = Cell,
                Saved = Saved,
                LastHidden = LastHidden,
                LastCell = LastCell,
            },
            workers);
        RecurrentKernel.Backward<TCell>(
            new RecurrentBackward
            {
                Shape = _shape,
                Inputs = Inputs,
                Kernel = Kernel,
                Recurrent = Recurrent,
                Mask = Mask,
                RecurrentDropout = Dropout,
                Hidden = Hidden,
                Cell = Cell,
                Saved = Saved,
                InitialHidden = InitialHidden,
                InitialCell = InitialCell,
                HiddenGradient = HiddenGradient,
                LastHiddenGradient = LastHiddenGradient,
                LastCellGradient = LastCellGradient,
                InputsGradient = InputsGradient,
                KernelGradient = KernelGradient,
                RecurrentGradient = RecurrentGradient,
                BiasGradient = BiasGradient,
                RecurrentBiasGradient = RecurrentBiasGradient,
                InitialHiddenGradient = InitialHiddenGradient,
                InitialCellGradient = InitialCellGradient,
            },
            workers);
        return this;
    }

    public void AssertForward()
    {
        var u = _shape.Units;
        for (var b = 0; b < _shape.Batch; b++)
        {
            var plain = Plain(b).Run();
            Numbers.AssertClose(plain.Hidden, Steps(Hidden, b), 1e-5);
            Numbers.AssertClose(plain.LastHidden, LastHidden.AsSpan(b * u, u), 1e-5);
            if (TCell.HasCell) Numbers.AssertClose(plain.LastCell, LastCell.AsSpan(b * u, u), 2e-5);
        }
    }

    /// <summary>The gradients of what belongs to one row.</summary>
    public void AssertGradients()
    {
        var u = _shape.Units;
        var inputs = Inputs.Length / _shape.Batch;
        for (var b = 0; b < _shape.Batch; b++)
        {
            var plain = Plain(b);
            Slopes(b, plain, plain.Inputs, InputsGradient.AsSpan(b * inputs, inputs));
            Slopes(b, plain, plain.InitialHidden, InitialHiddenGradient.AsSpan(b * u, u));
            if (TCell.HasCell) Slopes(b, plain, plain.InitialCell, InitialCellGradient.AsSpan(b * u, u));
        }
    }

    /// <summary>The gradients of the weights, to which all rows add.</summary>
    public void AssertWeightGradients()
    {
        Sums(plain => plain.Kernel, KernelGradient);
        Sums(plain => plain.Recurrent, RecurrentGradient);
        Sums(plain => plain.Bias, BiasGradient);
        Sums(plain => plain.RecurrentBias, RecurrentBiasGradient);
    }

    /// <summary>One row's part of steps that are ordered by time first.</summary>
    public float[] Steps(float[] steps, int row)
    {
        var u = _shape.Units;
        return [.. Enumerable.Range(0, _shape.Time)
            .SelectMany(t => steps[((t * _shape.Batch + row) * u)..((t * _shape.Batch + row + 1) * u)])];
    }

    private void Sums(Func<PlainRecurrence, double[]> weights, float[] gradient)
    {
        var expected = new double[gradient.Length];
        for (var b = 0; b < _shape.Batch; b++)
        {
            var plain = Plain(b);
            for (var i = 0; i < expected.Length; i++) expected[i] += Slope(b, plain, weights(plain), i);
        }
        Numbers.AssertClose(expected, gradient, 1e-4);
    }

    private PlainRecurrence Plain(int b)
    {
        var u = _shape.Units;
        var inputs = Inputs.Length / _shape.Batch;
        return new PlainRecurrence(_shape, _gates)
        {
            Inputs = Doubles(Inputs.AsSpan(b * inputs, inputs)),
            Kernel = Doubles(Kernel),
            Recurrent = Doubles(Recurrent),
            Bias = Doubles(Bias),
            RecurrentBias = Doubles(RecurrentBias),
            InitialHidden = InitialHidden.Length == 0 ? new double[u] : Doubles(InitialHidden.AsSpan(b * u, u)),
            InitialCell = InitialCell.Length == 0 ? new double[u] : Doubles(InitialCell.AsSpan(b * u, u)),
            Mask = Mask.Length == 0 ? [] : Mask[(b * _shape.Time)..((b + 1) * _shape.Time)],
            Dropout = Dropout.Length == 0 ? [] : Enumerable.Range(0, _gates * u)
                .Select(i => (double)Dropout[((i / u) * _shape.Batch + b) * u + i % u]).ToArray(),
        };
    }

    private void Slopes(int b, PlainRecurrence plain, double[] parameters, ReadOnlySpan<float> gradient)
    {
        var expected = new double[parameters.Length];
        for (var i = 0; i < expected.Length; i++) expected[i] = Slope(b, plain, parameters, i);
        Numbers.AssertClose(expected, gradient, 3e-5);
    }

    private double Slope(int b, PlainRecurrence plain, double[] parameters, int i)
    {
        const double step = 1e-5;
        var value = parameters[i];
        parameters[i] = value + step;
        var above = Loss(b, plain);
        parameters[i] = value - step;
        var below = Loss(b, plain);
        parameters[i] = value;
        return (above - below) / (2 * step);
    }

    private double Loss(int b, PlainRecurrence plain)
    {
        plain.Run();
        var u = _shape.Units;
        var loss = 0.0;
        for (var i = 0; i < _shape.Time * u && HiddenGradient.Length > 0; i++)
            loss += plain.Hidden[i] * HiddenGradient[(i / u * _shape.Batch + b) * u + i % u];
        for (var j = 0; j < u; j++) loss += plain.LastHidden[j] * LastHiddenGradient[b * u + j];
        for (var j = 0; j < u && TCell.HasCell; j++) loss += plain.LastCell[j] * LastCellGradient[b * u + j];
        return loss;
    }

    private static bool IsKept(string mask, int row, int t, int time) => mask switch
    {
        "left" => t >= row % (time + 1),
        "right" => t < time - row % (time + 1),
        _ => (row * 7 + t * 5) % 3 != 0,
    };

    private static double[] Doubles(ReadOnlySpan<float> numbers)
    {
        var doubles = new double[numbers.Length];
        for (var i = 0; i < doubles.Length; i++) doubles[i] = numbers[i];
        return doubles;
    }
}
