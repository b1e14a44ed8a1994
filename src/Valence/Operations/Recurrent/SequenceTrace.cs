namespace Valence.Operations;

/// <summary>What a recurrence keeps of its steps.</summary>
public enum SequenceTrace
{
    /// <summary>Nothing: the last states alone are wanted.</summary>
    None,

    /// <summary>The state after each step.</summary>
    States,

    /// <summary>All that the gradient needs.</summary>
    Gradient,
}
