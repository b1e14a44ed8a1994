namespace Valence.Text;

/// <summary>What a pair of tokens becomes.</summary>
/// <param name="Rank">Its place in the order of merges, the first being 0.</param>
/// <param name="Id">The token that it becomes.</param>
internal readonly record struct PairMerge(int Rank, int Id);
