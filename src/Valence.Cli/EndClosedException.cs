namespace Valence.Cli;

/// <summary>Nobody reads what a command writes any more.</summary>
internal sealed class EndClosedException(string message, Exception inner) : Exception(message, inner);
