namespace Valence.Metrics;

/// <summary>How the area between two points of a curve is measured.</summary>
public enum AucSummation
{
    /// <summary>By the mean of both heights; for precision and recall by interpolating counts, after Davis and Goadrich
    /// (2006).</summary>
    Interpolation,

    /// <summary>By the smaller height.</summary>
    Minoring,

    /// <summary>By the greater height.</summary>
    Majoring,
}
