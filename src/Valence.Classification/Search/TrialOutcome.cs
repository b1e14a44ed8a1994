namespace Valence.Classification;

/// <summary>What a trial of a search came to.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Judged">How it did.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TrialOutcome(Trial Trial, Judged Judged, double Seconds);
