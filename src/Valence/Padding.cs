namespace Valence;

/// <summary>What a window sees beyond the ends of a sequence.</summary>
public enum Padding
{
    /// <summary>Nothing: windows lie within the sequence, and the output is shorter.</summary>
    Valid,

    /// <summary>As many positions at both ends as give one window for each stride; an odd one is at the end.</summary>
    Same,

    /// <summary>Positions at the start only, so that a window ends at its own step and sees no later one.</summary>
    Causal,
}
