namespace Valence.Backends;

/// <summary>A matrix that has some rows for each position of a window.</summary>
internal unsafe struct WindowMatrix
{
    /// <summary>Rows of a position.</summary>
    public int Rows;

    public int Columns;
    public float* First;

    /// <summary>The distances between positions, between the rows of a position and between columns.</summary>
    public nint NextPosition, NextRow, NextColumn;
}
