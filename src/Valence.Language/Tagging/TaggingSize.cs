namespace Valence.Language;

/// <summary>How many ids of each kind texts have, for the tables of a network.</summary>
/// <param name="Words">Words, with padding and the unknown one.</param>
/// <param name="Cases">Ways to write a word, with padding.</param>
/// <param name="Letters">Letters, with padding and the unknown one.</param>
/// <param name="Features">Hashed features.</param>
/// <param name="Tags">The tags that the network tells apart.</param>
public readonly record struct TaggingSize(int Words, int Cases, int Letters, int Features, int Tags);
