namespace Valence.Classification;

/// <summary>In what labels that look equal differ.</summary>
[Flags]
internal enum LabelDifference
{
    /// <summary>In nothing.</summary>
    None = 0,

    /// <summary>Letters with marks, composed or not.</summary>
    Composition = 1,

    /// <summary>Characters that cannot be seen.</summary>
    Unseen = 2,

    /// <summary>Kinds and numbers of blanks.</summary>
    Blanks = 4,

    /// <summary>Quotes around them.</summary>
    Quotes = 8,

    /// <summary>How a number is written.</summary>
    Number = 16,

    /// <summary>Upper and lower case.</summary>
    Case = 32,

    /// <summary>Letters of another script.</summary>
    Script = 64,

    /// <summary>What no eye tells apart.</summary>
    Invisible = Composition | Unseen | Blanks,

    /// <summary>All of it.</summary>
    All = Invisible | Quotes | Number | Case | Script,
}
