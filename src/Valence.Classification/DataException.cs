namespace Valence.Classification;

/// <summary>The texts or labels do not allow what is asked: no rows, one class, an unknown label.</summary>
public sealed class DataException(string message) : Exception(message);
