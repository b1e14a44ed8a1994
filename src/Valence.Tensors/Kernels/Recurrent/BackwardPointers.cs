namespace Valence.Kernels;

/// <summary>A <see cref="RecurrentBackward"/> that jobs can carry; null stands for empty.</summary>
internal unsafe struct BackwardPointers
{
    public RecurrentShape Shape;
    public float* Mask, Saved, Cell, PreviousHidden, InitialCell, Dropout;
    public float* HiddenGradient, LastHiddenGradient, LastCellGradient;
    public float* ProjectedGradient, RecurrentGradient, InitialHiddenGradient, InitialCellGradient;
    public float* PackedTransposed;
}
