using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;
using GruCell = Valence.Kernels.GruCell;

namespace Valence.Backends;

/// <summary>The GRU over whole sequences by <see cref="RecurrentKernel"/>.</summary>
internal static class GruKernel
{
    public static void Forward(GruSequence operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        if (x.Has(3)) IdOutOfRangeException.Check(x[3].Ints, x[0].Count / x[1].Shape[1]);
        RecurrentKernel.Forward<GruCell>(new RecurrentForward
        {
            Shape = LstmKernel.Sequence(y[0].Shape, operation.Reverse, operation.ZeroOutputForMask),
            Projected = x[0].Floats,
            Recurrent = x[1].Floats,
            RecurrentBias = x.FloatsOrEmpty(2),
            RowIndex = x.IntsOrEmpty(3),
            Mask = x.FloatsOrEmpty(4),
            InitialHidden = x.FloatsOrEmpty(5),
            Hidden = y[0].Floats,
            Saved = y[1].Floats,
            LastHidden = y[2].Floats,
        }, workers);
    }

    public static void Backward(GruSequenceGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers) =>
        RecurrentKernel.Backward<GruCell>(new RecurrentBackward
        {
            Shape = LstmKernel.Sequence(x[2].Shape, operation.Reverse, operation.ZeroOutputForMask),
            Recurrent = x[0].Floats,
            Mask = x.FloatsOrEmpty(1),
            PreviousHidden = x[2].Floats,
            Saved = x[3].Floats,
            HiddenGradient = x.FloatsOrEmpty(4),
            LastHiddenGradient = x.FloatsOrEmpty(5),
            ProjectedGradient = y[0].Floats,
            RecurrentGradient = y[1].Floats,
            InitialHiddenGradient = y[2].Floats,
        }, workers);
}
