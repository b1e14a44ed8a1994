namespace Valence.Training;

/// <summary>How much training prints.</summary>
public enum Verbosity
{
    /// <summary>A bar on a terminal, a line an epoch otherwise.</summary>
    Auto,

    /// <summary>Nothing.</summary>
    Silent,

    /// <summary>A line that follows the steps of an epoch.</summary>
    Bar,

    /// <summary>A line an epoch.</summary>
    Lines,
}
