namespace Valence.Kernels;

/// <summary>A <see cref="RecurrentForward"/> that jobs can carry; null stands for empty.</summary>
internal unsafe struct ForwardPointers
{
    public RecurrentShape Shape;
    public float* Inputs, Kernel, Recurrent, Bias, RecurrentBias, Mask, InitialHidden, InitialCell, Dropout;
    public int* Numbers;
    public float* Hidden, Cell, Saved, LastHidden, LastCell;

    /// <summary>Kernel above recurrent kernel, as <see cref="UnitBlocks{L, V}.Pack"/> writes them.</summary>
    public float* Packed;

    /// <summary>What each gate's sum starts from; after a split last gate's, what its input's starts from. Of projected
    /// inputs, what is added to them.</summary>
    public float* Starts;
}
