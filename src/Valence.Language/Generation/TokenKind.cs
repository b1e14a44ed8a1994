namespace Valence.Language;

/// <summary>What a text is made of for a <see cref="TextGenerator"/>.</summary>
public enum TokenKind
{
    /// <summary>Its characters: every one of the training's texts has a number of its own.</summary>
    Characters,

    /// <summary>Its words, each with the blank before it, and single signs: the most frequent ones.</summary>
    Words,

    /// <summary>Byte pairs that were learned from the training's texts: every text can be written by them.</summary>
    BytePairs,
}
