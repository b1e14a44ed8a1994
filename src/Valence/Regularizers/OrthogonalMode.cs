namespace Valence.Regularizers;

/// <summary>Which vectors of a matrix should be at right angles.</summary>
public enum OrthogonalMode
{
    /// <summary>Its rows.</summary>
    Rows,

    /// <summary>Its columns.</summary>
    Columns,
}
