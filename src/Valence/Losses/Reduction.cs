namespace Valence.Losses;

/// <summary>How the losses of a batch become one number.</summary>
public enum Reduction
{
    /// <summary>Not at all: one loss for each sample (and time step).</summary>
    None,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum, weighted, divided by their count — not by the sum of the weights.</summary>
    SumOverBatchSize,

    /// <summary>The same as <see cref="SumOverBatchSize"/>.</summary>
    Mean,

    /// <summary>Their sum, weighted, divided by the sum of the weights.</summary>
    MeanWithSampleWeight,
}
