namespace Valence.Classification;

/// <summary>A score with the interval that its true value lies in.</summary>
/// <param name="Subject">What was scored: a class, an average, or <c>all rows</c>.</param>
/// <param name="Measure">The score's name, such as <c>recall</c>.</param>
/// <param name="Value">The score on the rows at hand.</param>
/// <param name="Interval">The interval; null where none can be given.</param>
/// <param name="Method">How the interval was computed: <c>Wilson, 15 of 22</c> or <c>bootstrap</c>; why there is none
/// otherwise.</param>
public sealed record Estimate(string Subject, string Measure, double Value, ConfidenceInterval? Interval,
    string Method);
