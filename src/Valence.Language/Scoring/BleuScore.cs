using System.Globalization;
using Valence.Classification;

namespace Valence.Language;

/// <summary>How alike texts and their references are, by <see cref="Bleu"/>.</summary>
/// <param name="Score">The score, 0 to 100.</param>
/// <param name="Counts">The right n-grams of each length, with what smoothing added.</param>
/// <param name="Totals">All n-grams of each length, with what smoothing added.</param>
/// <param name="Precisions">The shares of right ones in percent, smoothed.</param>
/// <param name="BrevityPenalty">The factor for texts that are shorter than the references; 1 for others.</param>
/// <param name="Length">The number of words.</param>
/// <param name="ReferenceLength">That of the references that are nearest in length.</param>
/// <param name="Signature">How the score was computed, as sacreBLEU says it.</param>
public sealed record BleuScore(double Score, IReadOnlyList<double> Counts, IReadOnlyList<double> Totals,
    IReadOnlyList<double> Precisions, double BrevityPenalty, long Length, long ReferenceLength, string Signature)
{
    /// <summary>The score as sacreBLEU prints it: <c>BLEU = 62.04 82.8/66.9/55.6/48.0 (BP = 0.973 ratio = 0.974 hyp_len
    /// = 297 ref_len = 305)</c>.</summary>
    public override string ToString()
    {
        var ratio = ReferenceLength == 0 ? 0 : (double)Length / ReferenceLength;
        return $"BLEU = {Decimals.Fixed(Score, 2)} {string.Join('/', Precisions.Select(p => Decimals.Fixed(p, 1)))} "
            + $"(BP = {Decimals.Fixed(BrevityPenalty, 3)} ratio = {Decimals.Fixed(ratio, 3)} "
            + string.Create(CultureInfo.InvariantCulture, $"hyp_len = {Length} ref_len = {ReferenceLength})");
    }
}
