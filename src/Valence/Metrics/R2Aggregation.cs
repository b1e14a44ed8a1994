namespace Valence.Metrics;

/// <summary>How the scores of several columns become one.</summary>
public enum R2Aggregation
{
    /// <summary>Their mean.</summary>
    UniformAverage,

    /// <summary>Their mean weighted by each column's variance.</summary>
    VarianceWeightedAverage,

    /// <summary>Not at all: one score a column.</summary>
    None,
}
