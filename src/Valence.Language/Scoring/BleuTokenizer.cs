namespace Valence.Language;

/// <summary>How <see cref="Bleu"/> finds words.</summary>
public enum BleuTokenizer
{
    /// <summary>That of mteval-v13a (<c>13a</c>), for languages in Latin script: signs of ASCII are words, but for
    /// full stops, commas and hyphens within numbers.</summary>
    Mteval13a,

    /// <summary>That of mteval-v14 (<c>intl</c>): signs and symbols of all scripts are words, but for signs within
    /// numbers.</summary>
    International,

    /// <summary>Every character is a word (<c>char</c>).</summary>
    Characters,

    /// <summary>Words are what white space separates (<c>none</c>), for texts that are words already.</summary>
    None,
}
