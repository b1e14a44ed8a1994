using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Recurrent cells over whole sequences by <see cref="RecurrentKernel"/>.</summary>
internal static class RecurrentSequenceKernel
{
    public static void Forward<TCell>(RecurrentSequence operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
        where TCell : struct, IRecurrentCell =>
        RecurrentKernel.Forward<TCell>(new RecurrentForward
        {
            Shape = Shape(operation, x),
            Inputs = x[RecurrentSequence.Inputs].Floats,
            Numbers = x.IntsOrEmpty(RecurrentSequence.Numbers),
            Kernel = x.FloatsOrEmpty(RecurrentSequence.Kernel),
            Recurrent = x[RecurrentSequence.Recurrent].Floats,
            Bias = x.FloatsOrEmpty(RecurrentSequence.Bias),
            RecurrentBias = x.FloatsOrEmpty(RecurrentSequence.RecurrentBias),
            RecurrentDropout = x.FloatsOrEmpty(RecurrentSequence.Dropout),
            Mask = x.FloatsOrEmpty(RecurrentSequence.Mask),
            InitialHidden = x.FloatsOrEmpty(RecurrentSequence.FirstState),
            InitialCell = x.FloatsOrEmpty(RecurrentSequence.FirstCell),
            Hidden = y[RecurrentSequence.States].Floats,
            LastHidden = y[RecurrentSequence.LastState].Floats,
            Saved = y[RecurrentSequence.Saved].Floats,
            Cell = TCell.HasCell ? y[RecurrentSequence.Cells].Floats : [],
            LastCell = TCell.HasCell ? y[RecurrentSequence.LastCell].Floats : [],
        }, workers);

    public static void Backward<TCell>(RecurrentSequenceGradient operation, Operands x, ReadOnlySpan<Tensor> y,
        Workers workers) where TCell : struct, IRecurrentCell =>
        RecurrentKernel.Backward<TCell>(new RecurrentBackward
        {
            Shape = Shape(operation.Sequence, x),
            Inputs = x[RecurrentSequence.Inputs].Floats,
            Numbers = x.IntsOrEmpty(RecurrentSequence.Numbers),
            Kernel = x.FloatsOrEmpty(RecurrentSequence.Kernel),
            Recurrent = x[RecurrentSequence.Recurrent].Floats,
            RecurrentDropout = x.FloatsOrEmpty(RecurrentSequence.Dropout),
            Mask = x.FloatsOrEmpty(RecurrentSequence.Mask),
            InitialHidden = x.FloatsOrEmpty(RecurrentSequence.FirstState),
            InitialCell = x.FloatsOrEmpty(RecurrentSequence.FirstCell),
            Hidden = x[RecurrentSequenceGradient.States].Floats,
            Saved = x[RecurrentSequenceGradient.Saved].Floats,
            Cell = x.FloatsOrEmpty(RecurrentSequenceGradient.Cells),
            HiddenGradient = x.FloatsOrEmpty(RecurrentSequenceGradient.DStates),
            LastHiddenGradient = x.FloatsOrEmpty(RecurrentSequenceGradient.DLastState),
            LastCellGradient = x.FloatsOrEmpty(RecurrentSequenceGradient.DLastCell),
            InputsGradient = y[RecurrentSequenceGradient.DInputs].Floats,
            KernelGradient = y[RecurrentSequenceGradient.DKernel].Floats,
            RecurrentGradient = y[RecurrentSequenceGradient.DRecurrent].Floats,
            BiasGradient = y[RecurrentSequenceGradient.DBias].Floats,
            RecurrentBiasGradient = y[RecurrentSequenceGradient.DRecurrentBias].Floats,
            InitialHiddenGradient = y[RecurrentSequenceGradient.DFirstState].Floats,
            InitialCellGradient = y[RecurrentSequenceGradient.DFirstCell].Floats,
        }, workers);

    private static RecurrentShape Shape(RecurrentSequence operation, Operands x)
    {
        var (batch, time, features, units) = SequenceShape.Of(operation, x);
        return new(batch, time, features, units) { Reverse = operation.Reverse };
    }
}
