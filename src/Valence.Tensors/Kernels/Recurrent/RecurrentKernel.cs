using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Recurrent layers over whole sequences: LSTM, GRU and the plain cell, by their formula's type.</summary>
/// <remarks>
/// A step's input and state are one row, its kernels one matrix, so that the inputs are projected where they are used.
/// Masked steps cost nothing but their copies.
/// A row's results do not depend on the other rows, and no result depends on the threads.
/// </remarks>
internal static unsafe class RecurrentKernel
{
    /// <summary>Whether the gradients of numbered inputs, each <paramref name="width"/> wide, fit in the memory that is
    /// spent on summing them.</summary>
    public static bool SumsByNumber(int batch, int time, int width) => RecurrentPlan.SumsByNumber(batch, time, width);

    /// <summary>Runs the sequences forward.</summary>
    /// <typeparam name="TCell"><see cref="LstmCell"/>, <see cref="GruCell"/> or
    /// <see cref="SimpleRnnCell"/>.</typeparam>
    /// <param name="pass">What is read and written.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <exception cref="ArgumentException">A span is shorter than the shape needs.</exception>
    public static void Forward<TCell>(in RecurrentForward pass, Workers? workers = null)
        where TCell : struct, IRecurrentCell
    {
        var shape = pass.Shape;
        var (steps, states, gates) = Sizes<TCell>(shape);
        var given = pass.Numbers.IsEmpty ? steps : Numbered(shape, pass.Numbers, pass.Inputs.Length / gates);
        Needs(nameof(pass.Inputs), pass.Inputs.Length, given * (shape.Features > 0 ? shape.Features : gates));
        Needs(nameof(pass.Kernel), pass.Kernel.Length, shape.Features * gates);
        Needs(nameof(pass.Recurrent), pass.Recurrent.Length, shape.Units * gates);
        Optional(nameof(pass.Bias), pass.Bias.Length, gates);
        Optional(nameof(pass.RecurrentBias), pass.RecurrentBias.Length, gates);
        Optional(nameof(pass.Mask), pass.Mask.Length, steps);
        Optional(nameof(pass.InitialHidden), pass.InitialHidden.Length, states);
        Optional(nameof(pass.InitialCell), pass.InitialCell.Length, states);
        Optional(nameof(pass.RecurrentDropout), pass.RecurrentDropout.Length, TCell.Gates * states);
        Optional(nameof(pass.Hidden), pass.Hidden.Length, steps * shape.Units);
        Optional(nameof(pass.Cell), pass.Cell.Length, steps * shape.Units);
        Optional(nameof(pass.Saved), pass.Saved.Length, steps * TCell.Saved * shape.Units);
        Optional(nameof(pass.LastHidden), pass.LastHidden.Length, states);
        Optional(nameof(pass.LastCell), pass.LastCell.Length, states);
        if (shape.Features == 0 && pass.Bias.Length > 0)
            throw new ArgumentException("Projected inputs hold their bias: expected no other.", nameof(pass));
        fixed (float* inputs = pass.Inputs, kernel = pass.Kernel, recurrent = pass.Recurrent, bias = pass.Bias,
            recurrentBias = pass.RecurrentBias, mask = pass.Mask)
        fixed (float* h0 = pass.InitialHidden, c0 = pass.InitialCell, dropout = pass.RecurrentDropout)
        fixed (int* numbers = pass.Numbers)
        fixed (float* hidden = pass.Hidden, cell = pass.Cell, saved = pass.Saved, lastHidden = pass.LastHidden,
            lastCell = pass.LastCell)
        {
            var pointers = new ForwardPointers
            {
                Shape = shape,
                Inputs = inputs,
                Numbers = numbers,
                Kernel = kernel,
                Recurrent = recurrent,
                Bias = bias,
                RecurrentBias = recurrentBias,
                Mask = mask,
                InitialHidden = h0,
                InitialCell = c0,
                Dropout = dropout,
                Hidden = hidden,
                Cell = cell,
                Saved = saved,
                LastHidden = lastHidden,
                LastCell = lastCell,
            };
            var plan = new RecurrentPlan.Forward<TCell>(pointers, workers);
            if (shape.Batch > 0) VectorWidth.Run(ref plan);
        }
    }

    /// <summary>Runs the gradients backward.</summary>
    /// <inheritdoc cref="Forward{TCell}"/>
    public static void Backward<TCell>(in RecurrentBackward pass, Workers? workers = null)
        where TCell : struct, IRecurrentCell
    {
        var shape = pass.Shape;
        var (steps, states, gates) = Sizes<TCell>(shape);
        Needs(nameof(pass.Inputs), pass.Inputs.Length, pass.KernelGradient.IsEmpty ? 0 : steps * shape.Features);
        Needs(nameof(pass.Kernel), pass.Kernel.Length, shape.Features * gates);
        Needs(nameof(pass.Recurrent), pass.Recurrent.Length, shape.Units * gates);
        Needs(nameof(pass.Hidden), pass.Hidden.Length, steps * shape.Units);
        Needs(nameof(pass.Saved), pass.Saved.Length, steps * TCell.Saved * shape.Units);
        if (TCell.HasCell) Needs(nameof(pass.Cell), pass.Cell.Length, steps * shape.Units);
        Optional(nameof(pass.Mask), pass.Mask.Length, steps);
        Optional(nameof(pass.RecurrentDropout), pass.RecurrentDropout.Length, TCell.Gates * states);
        Optional(nameof(pass.InitialHidden), pass.InitialHidden.Length, states);
        Optional(nameof(pass.InitialCell), pass.InitialCell.Length, states);
        Optional(nameof(pass.HiddenGradient), pass.HiddenGradient.Length, steps * shape.Units);
        Optional(nameof(pass.LastHiddenGradient), pass.LastHiddenGradient.Length, states);
        Optional(nameof(pass.LastCellGradient), pass.LastCellGradient.Length, states);
        var numbered = !pass.Numbers.IsEmpty && !pass.InputsGradient.IsEmpty;
        var given = numbered ? Numbered(shape, pass.Numbers, pass.InputsGradient.Length / gates) : steps;
        Optional(nameof(pass.InputsGradient), pass.InputsGradient.Length,
            given * (shape.Features > 0 ? shape.Features : gates));
        Optional(nameof(pass.KernelGradient), pass.KernelGradient.Length, shape.Features * gates);
        Optional(nameof(pass.RecurrentGradient), pass.RecurrentGradient.Length, shape.Units * gates);
        Optional(nameof(pass.BiasGradient), pass.BiasGradient.Length, gates);
        Optional(nameof(pass.RecurrentBiasGradient), pass.RecurrentBiasGradient.Length, gates);
        Optional(nameof(pass.InitialHiddenGradient), pass.InitialHiddenGradient.Length, states);
        Optional(nameof(pass.InitialCellGradient), pass.InitialCellGradient.Length, states);
        fixed (float* inputs = pass.Inputs, kernel = pass.Kernel, recurrent = pass.Recurrent, mask = pass.Mask,
            dropout = pass.RecurrentDropout)
        fixed (float* hidden = pass.Hidden, cell = pass.Cell, saved = pass.Saved, h0 = pass.InitialHidden,
            c0 = pass.InitialCell)
        fixed (int* numbers = pass.Numbers)
        fixed (float* dHidden = pass.HiddenGradient, dLastHidden = pass.LastHiddenGradient,
            dLastCell = pass.LastCellGradient)
        fixed (float* dInputs = pass.InputsGradient, dKernel = pass.KernelGradient, dRecurrent = pass.RecurrentGradient)
        fixed (float* dBias = pass.BiasGradient, dRecurrentBias = pass.RecurrentBiasGradient,
            dh0 = pass.InitialHiddenGradient, dc0 = pass.InitialCellGradient)
        {
            var pointers = new BackwardPointers
            {
                Shape = shape,
                Inputs = inputs,
                Numbers = numbered ? numbers : null,
                Count = (int)given,
                Kernel = kernel,
                Recurrent = recurrent,
                Mask = mask,
                Dropout = dropout,
                Hidden = hidden,
                Cell = cell,
                Saved = saved,
                InitialHidden = h0,
                InitialCell = c0,
                HiddenGradient = dHidden,
                LastHiddenGradient = dLastHidden,
                LastCellGradient = dLastCell,
                InputsGradient = dInputs,
                KernelGradient = dKernel,
                RecurrentGradient = dRecurrent,
                BiasGradient = dBias,
                RecurrentBiasGradient = dRecurrentBias,
                InitialHiddenGradient = dh0,
                InitialCellGradient = dc0,
            };
            var plan = new RecurrentPlan.Backward<TCell>(pointers, workers);
            if (shape.Batch > 0) VectorWidth.Run(ref plan);
            else ClearSums(pass);
        }
    }

    private static (long Steps, long States, long Gates) Sizes<TCell>(RecurrentShape shape)
        where TCell : struct, IRecurrentCell =>
        (shape.Batch * (long)shape.Time, shape.Batch * (long)shape.Units, (long)TCell.Gates * shape.Units);

    private static void ClearSums(in RecurrentBackward pass)
    {
        pass.KernelGradient.Clear();
        pass.RecurrentGradient.Clear();
        pass.BiasGradient.Clear();
        pass.RecurrentBiasGradient.Clear();
    }

    /// <summary>How many inputs there are, every number being below that.</summary>
    private static long Numbered(RecurrentShape shape, ReadOnlySpan<int> numbers, long count)
    {
        if (shape.Features > 0)
            throw new ArgumentException("Expected projected inputs beside numbers, received features.", nameof(shape));
        Needs(nameof(RecurrentForward.Numbers), numbers.Length, (long)shape.Batch * shape.Time);
        foreach (var number in numbers)
            if ((uint)number >= (uint)count)
                throw new ArgumentException($"Expected numbers of {count} inputs, received {number}.", nameof(numbers));
        return count;
    }

    private static void Needs(string name, int length, long expected)
    {
        if (length < expected)
            throw new ArgumentException($"{name}: expected at least {expected} elements, received {length}.");
    }

    private static void Optional(string name, int length, long expected)
    {
        if (length != 0) Needs(name, length, expected);
    }
}
