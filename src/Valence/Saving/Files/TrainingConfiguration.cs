namespace Valence.Saving;

/// <summary>What happens to the optimizer, losses and metrics that a model's file describes.</summary>
public enum TrainingConfiguration
{
    /// <summary>The model is compiled with them; where that is not possible it is not, and says why.</summary>
    IfPossible,

    /// <summary>The model is compiled with them, or not opened.</summary>
    Required,

    /// <summary>They are not read.</summary>
    Ignored,
}
