namespace Valence.Kernels;

/// <summary>A <see cref="RecurrentForward"/> that jobs can carry; null stands for empty.</summary>
internal unsafe struct ForwardPointers
{
    public RecurrentShape Shape;
    public float* Projected, Bias, Mask, InitialHidden, InitialCell, Dropout;
    public float* Hidden, Cell, Saved, LastHidden, LastCell;
    public float* PackedRecurrent;
    public int* RowIndex;
}
