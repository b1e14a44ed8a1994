namespace Valence.Layers;

/// <summary>How <see cref="Attention"/> scores a query and a key.</summary>
public enum AttentionScore
{
    /// <summary>Their dot product (Luong et al., 2015).</summary>
    Dot,

    /// <summary>The sum of the hyperbolic tangents of their sum.</summary>
    Concat,
}
