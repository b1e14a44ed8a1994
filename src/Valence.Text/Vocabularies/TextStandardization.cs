namespace Valence.Text;

/// <summary>What a text goes through before it is split, as Keras' <c>TextVectorization</c> does it: ASCII
/// only.</summary>
public enum TextStandardization
{
    /// <summary>ASCII letters are lower-cased and ASCII punctuation, the apostrophe included, is deleted, not replaced:
    /// <c>great!!Loved</c> becomes <c>greatloved</c>.</summary>
    LowerAndStripPunctuation,

    /// <summary>ASCII letters are lower-cased; É stays É.</summary>
    Lower,

    /// <summary>ASCII punctuation is deleted.</summary>
    StripPunctuation,

    /// <summary>Nothing.</summary>
    None,
}
