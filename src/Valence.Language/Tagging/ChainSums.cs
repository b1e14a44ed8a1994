namespace Valence.Language;

/// <summary>Logarithms of sums over all ways to tag a text.</summary>
/// <param name="Scores">The scores <c>[words, tags, tags]</c>.</param>
/// <param name="Ends">Over all beginnings that end in each tag of each word.</param>
/// <param name="Begins">Over all ways to go on from it.</param>
/// <param name="Total">Over all.</param>
internal sealed record ChainSums(float[] Scores, double[] Ends, double[] Begins, double Total);
