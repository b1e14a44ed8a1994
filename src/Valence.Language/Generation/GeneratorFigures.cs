namespace Valence.Language;

/// <summary>How well a <see cref="TextGenerator"/> foretells texts.</summary>
/// <remarks>The texts' tokens, with the token between texts where there are several, are cut into windows of the
/// training's length side by side. In each window every token is foretold from those before it in the window, the first
/// of the next window from the whole one; the very first token is not foretold, and every other one once.</remarks>
/// <param name="Nats">The mean of −ln p of a token.</param>
/// <param name="Tokens">How many were foretold.</param>
/// <param name="Unknown">How many of them the vocabulary lacks: they count as one token.</param>
/// <param name="Characters">The characters (code points) of the texts.</param>
public sealed record GeneratorFigures(double Nats, long Tokens, long Unknown, long Characters)
{
    /// <summary>How many tokens the next one is as uncertain as.</summary>
    public double Perplexity => Math.Exp(Nats);

    /// <summary>Bits that a character of the texts takes: the sum of −log₂ p over all tokens, divided by the
    /// characters.</summary>
    public double BitsPerCharacter => Characters == 0 ? 0 : Nats * Tokens / Math.Log(2) / Characters;
}
