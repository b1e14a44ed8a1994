namespace Valence.Classification;

/// <summary>What says that a network belongs to the preparation of texts, the classes and the threshold beside
/// it.</summary>
public enum PreparationTie
{
    /// <summary>Nothing: the classifier is of an earlier version's file.</summary>
    None,

    /// <summary>The training of both.</summary>
    Training,

    /// <summary>The word of whoever put the two together.</summary>
    Caller,
}
