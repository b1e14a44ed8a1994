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
            Hidden = y[RecurrentSequence.States].Overwrite<float>(),
            LastHidden = y[RecurrentSequence.LastState].Overwrite<float>(),
            Saved = y[RecurrentSequence.Saved].Overwrite<float>(),
            Cell = TCell.HasCell ? y[RecurrentSequence.Cells].Overwrite<float>() : [],
            LastCell = TCell.HasCell ? y[RecurrentSequence.LastCell].Overwrite<float>() : [],
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
            InputsGradient = y[RecurrentSequenceGradient.DInputs].Overwrite<float>(),
            KernelGradient = y[RecurrentSequenceGradient.DKernel].Overwrite<float>(),
            RecurrentGradient = y[RecurrentSequenceGradient.DRecurrent].Overwrite<float>(),
            BiasGradient = y[RecurrentSequenceGradient.DBias].Overwrite<float>(),
            RecurrentBiasGradient = y[RecurrentSequenceGradient.DRecurrentBias].Overwrite<float>(),
            InitialHiddenGradient = y[RecurrentSequenceGradient.DFirstState].Overwrite<float>(),
            InitialCellGradient = y[RecurrentSequenceGradient.DFirstCell].Overwrite<float>(),
        }, workers);

    private static RecurrentShape Shape(RecurrentSequence operation, Operands x)
    {
        var (batch, time, features, units) = SequenceShape.Of(operation, x);
        return new(batch, time, features, units) { Reverse = operation.Reverse };
    }
}
