namespace Valence.Cli;

/// <summary>A command was interrupted; the message says what is left of its work.</summary>
internal sealed class InterruptedException(string message, OperationCanceledException inner)
    : OperationCanceledException(message, inner, inner.CancellationToken);
