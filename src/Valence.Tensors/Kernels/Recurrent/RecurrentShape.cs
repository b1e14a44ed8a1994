namespace Valence.Kernels;

/// <summary>The sizes of a recurrent pass and how it walks the sequence.</summary>
/// <param name="Batch">Rows: sequences side by side.</param>
/// <param name="Time">Steps of every sequence.</param>
/// <param name="Features">Width of a step's input; 0 when the inputs are already projected to all gates.</param>
/// <param name="Units">Width of the state.</param>
internal readonly record struct RecurrentShape(int Batch, int Time, int Features, int Units)
{
    /// <summary>Whether the last step comes first. The result of a step stands at that step's own place either
    /// way.</summary>
    public bool Reverse { get; init; }

    internal int Place(int step) => Reverse ? Time - 1 - step : step;
}
