namespace Valence.Metrics;

/// <summary>The curve below which the area is measured.</summary>
public enum AucCurve
{
    /// <summary>True positive rate over false positive rate.</summary>
    ROC,

    /// <summary>Precision over recall.</summary>
    PR,

    /// <summary>Precision gain over recall gain, after Flach and Kull (2015): both on a scale on which always saying
    /// yes scores 0.</summary>
    PRGAIN,
}
