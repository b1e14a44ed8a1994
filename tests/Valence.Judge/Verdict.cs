namespace Valence.Judge;

/// <summary>How a step of a case went.</summary>
internal enum Verdict
{
    /// <summary>The numbers are Keras' own.</summary>
    Right,

    /// <summary>A sentence says what is not done.</summary>
    Refused,

    /// <summary>Keras does not open what was written.</summary>
    Unread,

    /// <summary>An exception that is no sentence for a user.</summary>
    Crashed,

    /// <summary>Other numbers, without a word.</summary>
    Wrong,
}
