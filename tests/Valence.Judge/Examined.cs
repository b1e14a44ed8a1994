using System.Text.Json;

namespace Valence.Judge;

/// <summary>A random model and what came of it.</summary>
/// <param name="Seed">The seed that made it.</param>
/// <param name="Status">What Keras said: <c>made</c>, or why the model is left out.</param>
/// <param name="Findings">The steps.</param>
internal sealed record Examined(int Seed, string Status, IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst verdict of all steps.</summary>
    public Verdict Verdict => Findings.Select(finding => finding.Verdict).DefaultIfEmpty(Verdict.Right).Max();

    /// <summary>The first step that went as badly as any.</summary>
    public Finding? Worst => Findings.FirstOrDefault(finding => finding.Verdict == Verdict);

    /// <summary>The plan of a smaller model that fails alike, or null.</summary>
    public JsonElement? Smallest { get; init; }
}
