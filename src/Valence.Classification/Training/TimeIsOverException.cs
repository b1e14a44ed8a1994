namespace Valence.Classification;

/// <summary>The minutes of a training ended within an epoch.</summary>
internal sealed class TimeIsOverException : Exception;
