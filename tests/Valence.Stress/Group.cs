namespace Valence.Stress;

/// <summary>What methods do to a model.</summary>
internal enum Group
{
    /// <summary>Compute with the weights as they are.</summary>
    Ask,

    /// <summary>Train.</summary>
    Train,

    /// <summary>Give it other weights.</summary>
    Change,

    /// <summary>Copy or write the weights.</summary>
    Read,

    /// <summary>Say what the model is, use it in another, compile it, or make things of it.</summary>
    Describe,

    /// <summary>Use a session that other threads use.</summary>
    Session,

    /// <summary>End such a session.</summary>
    End,

    /// <summary>Add a layer.</summary>
    Add,

    /// <summary>Make something else: nothing is shared.</summary>
    Apart,
}
