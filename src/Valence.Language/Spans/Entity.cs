namespace Valence.Language;

/// <summary>Words of a sentence that belong together, such as a name.</summary>
/// <param name="Type">What they are, such as <c>location</c>; empty where a scheme has but one type.</param>
/// <param name="First">The number of the first word, the first of the sentence being 0.</param>
/// <param name="End">The number behind the last word.</param>
public readonly record struct Entity(string Type, int First, int End);
