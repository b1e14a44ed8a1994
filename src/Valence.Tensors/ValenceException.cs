namespace Valence;

/// <summary>What data, files, ids or numbers brought about and the program did not, told in a sentence that may be
/// shown: what a service catches.</summary>
/// <remarks>Mistakes of a program (an argument that is never right, a model that is not compiled) and of the machine (a
/// disk, memory) are .NET's own exceptions.</remarks>
/// <param name="message">What was expected, what was received, where, and what to do.</param>
/// <param name="innerException">The cause, if another exception told of it.</param>
public abstract class ValenceException(string message, Exception? innerException = null)
    : Exception(message, innerException);
