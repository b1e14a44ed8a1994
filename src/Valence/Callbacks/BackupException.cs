namespace Valence.Callbacks;

/// <summary>A backup of a training is damaged, of another training, or of another form; the message says in what, and
/// what to do.</summary>
/// <param name="message">The sentence.</param>
/// <param name="innerException">The cause.</param>
public sealed class BackupException(string message, Exception? innerException = null)
    : ValenceException(message, innerException);
