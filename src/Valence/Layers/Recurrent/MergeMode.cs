namespace Valence.Layers;

/// <summary>How a <see cref="Bidirectional"/> layer puts its two outputs together.</summary>
public enum MergeMode
{
    /// <summary>Side by side along the last axis.</summary>
    Concat,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product, element by element.</summary>
    Mul,

    /// <summary>Their mean.</summary>
    Ave,

    /// <summary>Not at all: the layer returns two outputs.</summary>
    None,
}
