namespace Valence.Text;

/// <summary>How a text is split into tokens.</summary>
public enum TextSplit
{
    /// <summary>At runs of ASCII white space.</summary>
    Whitespace,

    /// <summary>Into characters (code points), white space included.</summary>
    Character,

    /// <summary>Not at all: the text is one token.</summary>
    None,
}
