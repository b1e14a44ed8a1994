namespace Valence.Language;

/// <summary>What a <see cref="TextTranslator"/> has made of a text.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Tokens">Its tokens, without its end.</param>
/// <param name="IsWhole">Whether it has come to its end; otherwise it was cut off where it became too long.</param>
/// <param name="Score">What it won by among several beams: the sum of the logarithms of its tokens' probabilities,
/// divided as <see cref="TranslationOptions.LengthPenalty"/> says; null with one beam.</param>
public sealed record TranslatedText(string Text, int Tokens, bool IsWhole, double? Score);
