namespace Valence.Classification;

/// <summary>A word that stands oftener in texts whose answer changed than in the others, and not by chance.</summary>
/// <param name="Word">The word in lower case.</param>
/// <param name="Changed">Texts with it whose answer changed.</param>
/// <param name="Texts">All texts with it.</param>
public sealed record ChangedWord(string Word, int Changed, int Texts);
