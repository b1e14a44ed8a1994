namespace Valence.Kernels;

/// <summary>The sizes of a recurrent pass and how it walks the sequence.</summary>
/// <param name="Batch">Rows: sequences side by side.</param>
/// <param name="Time">Steps of every sequence.</param>
/// <param name="Units">Width of the state.</param>
public readonly record struct RecurrentShape(int Batch, int Time, int Units)
{
    /// <summary>Whether the last step comes first. The result of a step stands at that step's own place either way.</summary>
    public bool Reverse { get; init; }

    /// <summary>Whether a masked step's output is zero; otherwise it repeats the output before it, or is zero where there is none.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>Distance between successive outputs of a sequence; 0 for <see cref="Units"/>. Twice that lets two directions share one <c>[batch, time, 2·units]</c>.</summary>
    public int HiddenStride { get; init; }

    internal int OutputStride => HiddenStride != 0 ? HiddenStride : Units;

    internal int Place(int step) => Reverse ? Time - 1 - step : step;
}
