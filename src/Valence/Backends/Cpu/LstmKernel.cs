using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>The LSTM over whole sequences by <see cref="RecurrentKernel"/>.</summary>
internal static class LstmKernel
{
    public static void Forward(LstmSequence operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (x.Has(2)) IdOutOfRangeException.Check(x[2].Ints, x[0].Count / x[1].Shape[1]);
        RecurrentKernel.Forward<LstmCell>(new RecurrentForward
        {
            Shape = Sequence(y[0].Shape, operation.Reverse, operation.ZeroOutputForMask),
            Projected = x[0].Floats,
            Recurrent = x[1].Floats,
            RowIndex = x.IntsOrEmpty(2),
            Mask = x.FloatsOrEmpty(3),
            InitialHidden = x.FloatsOrEmpty(4),
            InitialCell = x.FloatsOrEmpty(5),
            Hidden = y[0].Floats,
            Cell = y[1].Floats,
            Saved = y[2].Floats,
            LastHidden = y[3].Floats,
            LastCell = y[4].Floats,
        }, workers);
    }

    public static void Backward(LstmSequenceGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers) =>
        RecurrentKernel.Backward<LstmCell>(new RecurrentBackward
        {
            Shape = Sequence(x[3].Shape, operation.Reverse, operation.ZeroOutputForMask),
            Recurrent = x[0].Floats,
            Mask = x.FloatsOrEmpty(1),
            InitialCell = x.FloatsOrEmpty(2),
            Cell = x[3].Floats,
            Saved = x[4].Floats,
            HiddenGradient = x.FloatsOrEmpty(5),
            LastHiddenGradient = x.FloatsOrEmpty(6),
            LastCellGradient = x.FloatsOrEmpty(7),
            ProjectedGradient = y[0].Floats,
            InitialHiddenGradient = y[1].Floats,
            InitialCellGradient = y[2].Floats,
        }, workers);

    internal static RecurrentShape Sequence(Shape steps, bool reverse, bool zeroOutputForMask) =>
        new(steps[0], steps[1], steps[2]) { Reverse = reverse, ZeroOutputForMask = zeroOutputForMask };
}
