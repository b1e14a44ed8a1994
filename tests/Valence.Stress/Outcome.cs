namespace Valence.Stress;

/// <summary>What came of a pair.</summary>
/// <param name="Calls">How many calls were made.</param>
/// <param name="Refused">How many were refused by a sentence.</param>
/// <param name="Wrong">What went wrong.</param>
internal readonly record struct Outcome(int Calls, int Refused, IReadOnlyList<string> Wrong);
