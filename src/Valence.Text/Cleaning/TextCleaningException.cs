namespace Valence.Text;

/// <summary>A saved cleaning cannot be understood: the message says what was expected and what was found.</summary>
public sealed class TextCleaningException(string message, Exception? cause = null) : ValenceException(message, cause);
