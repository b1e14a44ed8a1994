namespace Valence.Language;

/// <summary>How a file holds texts with spans.</summary>
public enum TaggedTextFormat
{
    /// <summary>As its beginning shows.</summary>
    Auto,

    /// <summary>A word a line with its label, as CoNLL's tasks have it; a blank line ends a sentence.</summary>
    Columns,

    /// <summary>JSON objects with a text and its spans: one a line, or in an array.</summary>
    Json,
}
