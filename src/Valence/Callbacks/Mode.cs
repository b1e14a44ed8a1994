namespace Valence.Callbacks;

/// <summary>Which values of a watched figure are better.</summary>
public enum Mode
{
    /// <summary>What the metric itself says.</summary>
    Auto,

    /// <summary>Lower ones.</summary>
    Min,

    /// <summary>Higher ones.</summary>
    Max,
}
