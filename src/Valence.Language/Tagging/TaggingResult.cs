namespace Valence.Language;

/// <summary>How well a <see cref="TextTagger"/> does on texts whose spans are known.</summary>
/// <param name="Report">The figures of conlleval, overall and by type.</param>
/// <param name="SurfaceForms">The score of different spans, each counted once.</param>
public sealed record TaggingResult(SpanReport Report, SpanScore SurfaceForms);
