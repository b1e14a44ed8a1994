namespace Valence.Classification;

/// <summary>The texts or labels do not allow what is asked: no rows, one class, an unknown label.</summary>
public sealed class DataException(string message, Exception? inner = null) : ValenceException(message, inner)
{
    /// <summary>A word as the beginning of a sentence.</summary>
    internal static string Beginning(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
