namespace Valence.Cli;

/// <summary>The arguments do not make sense together.</summary>
internal sealed class UsageException(string message) : Exception(message);
