using Valence.Classification;

namespace Valence.Language;

/// <summary>How alike texts and their references are, by <see cref="ChrF"/>.</summary>
/// <param name="Name">The measure: <c>chrF2</c>, or <c>chrF2++</c> with n-grams of up to two words.</param>
/// <param name="Score">The score, 0 to 100.</param>
/// <param name="Signature">How it was computed, as sacreBLEU says it.</param>
public sealed record ChrFScore(string Name, double Score, string Signature)
{
    /// <summary>The score as sacreBLEU prints it: <c>chrF2 = 73.19</c>.</summary>
    public override string ToString() => $"{Name} = {Decimals.Fixed(Score, 2)}";
}
