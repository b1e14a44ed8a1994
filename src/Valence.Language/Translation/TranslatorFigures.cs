namespace Valence.Language;

/// <summary>How well a <see cref="TextTranslator"/> foretells right translations, each token from the text and those
/// before it.</summary>
/// <param name="Nats">The mean of −ln p of a token, ends included.</param>
/// <param name="Tokens">How many were foretold.</param>
/// <param name="Unknown">How many of them the vocabulary lacks: they count as one token.</param>
/// <param name="Pairs">The pairs.</param>
public sealed record TranslatorFigures(double Nats, long Tokens, long Unknown, long Pairs)
{
    /// <summary>How many tokens the next one is as uncertain as.</summary>
    public double Perplexity => Math.Exp(Nats);
}
