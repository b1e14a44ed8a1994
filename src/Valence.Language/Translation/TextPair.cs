namespace Valence.Language;

/// <summary>A text and what it is in the other language.</summary>
/// <param name="Source">What is translated.</param>
/// <param name="Target">Its translation.</param>
/// <param name="Row">The line of the file that it comes from; 0 where it comes from none.</param>
public sealed record TextPair(string Source, string Target, int Row = 0);
