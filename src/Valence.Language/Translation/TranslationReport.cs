namespace Valence.Language;

/// <summary>How good translations are, held against others.</summary>
/// <param name="Bleu">BLEU, with small letters alone where the translator knows no others.</param>
/// <param name="ChrF">chrF of the same.</param>
/// <param name="Translations">The translations, in the pairs' order.</param>
public sealed record TranslationReport(BleuScore Bleu, ChrFScore ChrF, IReadOnlyList<TranslatedText> Translations);
