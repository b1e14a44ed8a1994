using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Recurrent layers over whole sequences: LSTM, GRU and the plain cell, by their formula's type.</summary>
/// <remarks>
/// The caller projects the inputs beforehand and forms the recurrent kernel's gradient afterwards, each one large product:
/// <c>previousHiddenᵀ · gradient</c>, with <see cref="RecurrentBackward.RecurrentGradient"/> for a GRU and <see cref="RecurrentBackward.ProjectedGradient"/> otherwise.
/// Masked steps cost nothing but their copies. A row's results do not depend on the other rows or on the threads.
/// </remarks>
public static unsafe class RecurrentKernel
{
    private const int RowsPerPiece = 8;

    /// <summary>Runs the sequences forward.</summary>
    /// <typeparam name="TCell"><see cref="LstmCell"/>, <see cref="GruCell"/> or <see cref="SimpleRnnCell"/>.</typeparam>
    /// <param name="pass">What is read and written.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <exception cref="ArgumentException">A span is shorter than the shape needs.</exception>
    public static void Forward<TCell>(in RecurrentForward pass, Workers? workers = null) where TCell : struct, IRecurrentCell
    {
        var shape = pass.Shape;
        var (steps, states, gates) = (shape.Batch * (long)shape.Time, shape.Batch * (long)shape.Units, (long)TCell.Gates * shape.Units);
        if (pass.RowIndex.IsEmpty) Needs(nameof(pass.Projected), pass.Projected.Length, steps * gates);
        else Indices(pass.RowIndex, steps, pass.Projected.Length / gates);
        Needs(nameof(pass.Recurrent), pass.Recurrent.Length, shape.Units * gates);
        Optional(nameof(pass.RecurrentBias), pass.RecurrentBias.Length, gates);
        Optional(nameof(pass.Mask), pass.Mask.Length, steps);
        Optional(nameof(pass.InitialHidden), pass.InitialHidden.Length, states);
        Optional(nameof(pass.InitialCell), pass.InitialCell.Length, states);
        Optional(nameof(pass.RecurrentDropout), pass.RecurrentDropout.Length, TCell.Gates * states);
        Optional(nameof(pass.Hidden), pass.Hidden.Length, Outputs(shape));
        Optional(nameof(pass.Cell), pass.Cell.Length, steps * shape.Units);
        Optional(nameof(pass.Saved), pass.Saved.Length, steps * TCell.Saved * shape.Units);
        Optional(nameof(pass.LastHidden), pass.LastHidden.Length, states);
        Optional(nameof(pass.LastCell), pass.LastCell.Length, states);
        fixed (float* projected = pass.Projected, recurrent = pass.Recurrent, bias = pass.RecurrentBias, mask = pass.Mask)
        fixed (float* h0 = pass.InitialHidden, c0 = pass.InitialCell, dropout = pass.RecurrentDropout)
        fixed (float* hidden = pass.Hidden, cell = pass.Cell, saved = pass.Saved, lastHidden = pass.LastHidden, lastCell = pass.LastCell)
        fixed (int* index = pass.RowIndex)
        {
            var pointers = new ForwardPointers
            {
                Shape = shape, Projected = projected, Bias = bias, Mask = mask, InitialHidden = h0, InitialCell = c0, Dropout = dropout,
                Hidden = hidden, Cell = cell, Saved = saved, LastHidden = lastHidden, LastCell = lastCell, RowIndex = index,
            };
            var plan = new RecurrentPlan.Forward<TCell>(pointers, recurrent, workers);
            if (shape.Batch > 0) VectorWidth.Run(ref plan);
        }
    }

    /// <summary>Runs the gradients backward.</summary>
    /// <inheritdoc cref="Forward{TCell}"/>
    public static void Backward<TCell>(in RecurrentBackward pass, Workers? workers = null) where TCell : struct, IRecurrentCell
    {
        var shape = pass.Shape;
        var (steps, states, gates) = (shape.Batch * (long)shape.Time, shape.Batch * (long)shape.Units, (long)TCell.Gates * shape.Units);
        Needs(nameof(pass.Recurrent), pass.Recurrent.Length, shape.Units * gates);
        Needs(nameof(pass.Saved), pass.Saved.Length, steps * TCell.Saved * shape.Units);
        Needs(nameof(pass.ProjectedGradient), pass.ProjectedGradient.Length, steps * gates);
        if (TCell.HasCell) Needs(nameof(pass.Cell), pass.Cell.Length, steps * shape.Units);
        if (TCell.SplitsLastGate) Needs(nameof(pass.PreviousHidden), pass.PreviousHidden.Length, steps * shape.Units);
        Optional(nameof(pass.Mask), pass.Mask.Length, steps);
        Optional(nameof(pass.InitialCell), pass.InitialCell.Length, states);
        Optional(nameof(pass.RecurrentDropout), pass.RecurrentDropout.Length, TCell.Gates * states);
        Optional(nameof(pass.HiddenGradient), pass.HiddenGradient.Length, Outputs(shape));
        Optional(nameof(pass.LastHiddenGradient), pass.LastHiddenGradient.Length, states);
        Optional(nameof(pass.LastCellGradient), pass.LastCellGradient.Length, states);
        Optional(nameof(pass.RecurrentGradient), pass.RecurrentGradient.Length, steps * gates);
        Optional(nameof(pass.InitialHiddenGradient), pass.InitialHiddenGradient.Length, states);
        Optional(nameof(pass.InitialCellGradient), pass.InitialCellGradient.Length, states);
        fixed (float* recurrent = pass.Recurrent, mask = pass.Mask, saved = pass.Saved, cell = pass.Cell, previous = pass.PreviousHidden)
        fixed (float* c0 = pass.InitialCell, dropout = pass.RecurrentDropout, dHidden = pass.HiddenGradient)
        fixed (float* dLastHidden = pass.LastHiddenGradient, dLastCell = pass.LastCellGradient)
        fixed (float* dProjected = pass.ProjectedGradient, dRecurrent = pass.RecurrentGradient)
        fixed (float* dInitialHidden = pass.InitialHiddenGradient, dInitialCell = pass.InitialCellGradient)
        {
            var pointers = new BackwardPointers
            {
                Shape = shape, Mask = mask, Saved = saved, Cell = cell, PreviousHidden = previous, InitialCell = c0, Dropout = dropout,
                HiddenGradient = dHidden, LastHiddenGradient = dLastHidden, LastCellGradient = dLastCell,
                ProjectedGradient = dProjected, RecurrentGradient = dRecurrent, InitialHiddenGradient = dInitialHidden, InitialCellGradient = dInitialCell,
            };
            var plan = new RecurrentPlan.Backward<TCell>(pointers, recurrent, workers);
            if (shape.Batch > 0) VectorWidth.Run(ref plan);
        }
    }

    /// <summary>The state before every step: the initial state, then the outputs one step late; at masked steps the state that is carried.</summary>
    /// <param name="shape">Sizes and direction of the forward pass.</param>
    /// <param name="hidden">Outputs of the forward pass, <c>[batch, time, units]</c> with the shape's stride.</param>
    /// <param name="mask">The mask of the forward pass, <c>[batch, time]</c>; empty for none.</param>
    /// <param name="initialHidden">State before the first step, <c>[batch, units]</c>; empty for zero.</param>
    /// <param name="previous">The states before the steps, <c>[batch, time, units]</c>.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <exception cref="ArgumentException">A span is shorter than the shape needs.</exception>
    public static void PreviousHidden(
        RecurrentShape shape, ReadOnlySpan<float> hidden, ReadOnlySpan<float> mask, ReadOnlySpan<float> initialHidden, Span<float> previous, Workers? workers = null)
    {
        Needs(nameof(hidden), hidden.Length, Outputs(shape));
        Needs(nameof(previous), previous.Length, shape.Batch * (long)shape.Time * shape.Units);
        Optional(nameof(mask), mask.Length, shape.Batch * (long)shape.Time);
        Optional(nameof(initialHidden), initialHidden.Length, shape.Batch * (long)shape.Units);
        fixed (float* ph = hidden, pm = mask, p0 = initialHidden, pp = previous)
        {
            var job = new ShiftJob { Shape = shape, Hidden = ph, Mask = pm, Initial = p0, Previous = pp };
            var pieces = (shape.Batch + RowsPerPiece - 1) / RowsPerPiece;
            if (workers is not null) workers.Run(ref job, pieces);
            else for (var piece = 0; piece < pieces; piece++) job.Run(piece);
        }
    }

    private static long Outputs(RecurrentShape shape)
    {
        if (shape.OutputStride < shape.Units) throw new ArgumentException($"The outputs of successive steps overlap: {shape}.", nameof(shape));
        var steps = shape.Batch * (long)shape.Time;
        return steps == 0 ? 0 : (steps - 1) * shape.OutputStride + shape.Units;
    }

    private static void Needs(string name, int length, long expected)
    {
        if (length < expected) throw new ArgumentException($"{name}: expected at least {expected} elements, received {length}.");
    }

    private static void Optional(string name, int length, long expected)
    {
        if (length != 0) Needs(name, length, expected);
    }

    private static void Indices(ReadOnlySpan<int> index, long steps, long rows)
    {
        Needs(nameof(RecurrentForward.RowIndex), index.Length, steps);
        foreach (var row in index)
            if ((uint)row >= rows) throw new ArgumentException($"RowIndex: expected rows below {rows}, received {row}.");
    }

    private struct ShiftJob : IJob
    {
        public RecurrentShape Shape;
        public float* Hidden, Mask, Initial, Previous;

        public readonly void Run(int piece)
        {
            var units = Shape.Units;
            for (var b = piece * RowsPerPiece; b < Math.Min(Shape.Batch, (piece + 1) * RowsPerPiece); b++)
            {
                var state = Initial == null ? null : Initial + (nint)b * units;
                for (var step = 0; step < Shape.Time; step++)
                {
                    var at = (nint)b * Shape.Time + Shape.Place(step);
                    var destination = new Span<float>(Previous + at * units, units);
                    if (state == null) destination.Clear();
                    else new ReadOnlySpan<float>(state, units).CopyTo(destination);
                    if (Mask == null || Mask[at] != 0) state = Hidden + at * Shape.OutputStride;
                }
            }
        }
    }
}
