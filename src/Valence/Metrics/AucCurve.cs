namespace Valence.Metrics;

/// <summary>The curve below which the area is measured.</summary>
public enum AucCurve
{
    /// <summary>True positive rate over false positive rate.</summary>
    ROC,

    /// <summary>Precision over recall.</summary>
    PR,
}
