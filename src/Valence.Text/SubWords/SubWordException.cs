using Valence.Formats;

namespace Valence.Text;

/// <summary>A text that a <see cref="SubWordTokenizer"/> cannot encode as asked, or ids that it cannot
/// decode.</summary>
/// <param name="message">What was expected, what was received, where, and what to do.</param>
/// <param name="innerException">The cause, if another exception told of it.</param>
public sealed class SubWordException(string message, Exception? innerException = null)
    : ValenceException(message, innerException)
{
    internal static SubWordException NoToken(ReadOnlySpan<char> text) =>
        new($"Expected text that the vocabulary covers, received '{FilePlace.Shown(text.ToString())}', for which "
            + "it has no token, and it has none for unknown text either. Take a tokenizer with such a token.");
}
