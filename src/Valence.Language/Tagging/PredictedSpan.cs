namespace Valence.Language;

/// <summary>A part of a text that a <see cref="TextTagger"/> found.</summary>
/// <param name="Start">Its first character (UTF-16 unit, as a <see cref="string"/> counts them).</param>
/// <param name="End">The first character behind it.</param>
/// <param name="Label">What it is.</param>
/// <param name="Probability">How probable it is that exactly these words are that, over all ways to tag the text, from
/// 0 to 1; calibrated on texts that were not learned from.</param>
public readonly record struct PredictedSpan(int Start, int End, string Label, double Probability);
