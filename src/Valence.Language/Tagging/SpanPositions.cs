namespace Valence.Language;

/// <summary>What the positions of spans in a file count.</summary>
public enum SpanPositions
{
    /// <summary>Characters of Unicode, as Python counts them: spaCy, Prodigy, doccano.</summary>
    CodePoints,

    /// <summary>UTF-16 units, as .NET, Java and JavaScript count them.</summary>
    Utf16,
}
