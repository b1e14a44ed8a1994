namespace Valence.Kernels;

/// <summary>A <see cref="RecurrentBackward"/> that jobs can carry; null stands for empty.</summary>
internal unsafe struct BackwardPointers
{
    public RecurrentShape Shape;
    public float* Inputs, Kernel, Recurrent, Mask, Dropout, Hidden, Cell, Saved, InitialHidden, InitialCell;
    public int* Numbers;
    public float* HiddenGradient, LastHiddenGradient, LastCellGradient;
    public float* InputsGradient, KernelGradient, RecurrentGradient, BiasGradient, RecurrentBiasGradient,
    InitialHiddenGradient, InitialCellGradient;

    /// <summary>Both kernels transposed, in panels.</summary>
    public float* PackedRecurrent, PackedKernel;

    /// <summary>Each slice's share of the weights' gradients: kernel, recurrent kernel, bias, recurrent bias.</summary>
    public float* Shares;

    /// <summary>With numbers, each slice's sums of the gradients of its inputs, as many rows as it has steps.</summary>
    public float* Sums;

    /// <summary>Of each slice and number, which of the slice's sums it is, counted from 1; 0 for none.</summary>
    public int* SumOf;

    /// <summary>How many inputs have numbers.</summary>
    public int Count;
}
