namespace Valence.Language;

/// <summary>A part of a text with a label, such as a name.</summary>
/// <param name="Start">Its first character (UTF-16 unit, as a <see cref="string"/> counts them).</param>
/// <param name="End">The first character behind it.</param>
/// <param name="Label">What it is; empty where there is but one kind.</param>
public readonly record struct TaggedSpan(int Start, int End, string Label);
