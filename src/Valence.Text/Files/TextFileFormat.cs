namespace Valence.Text;

/// <summary>How a file or folder holds texts.</summary>
public enum TextFileFormat
{
    /// <summary>By what the path is: a folder; <c>.csv</c>, <c>.tsv</c> or <c>.tab</c>; <c>.jsonl</c> or
    /// <c>.ndjson</c>; otherwise delimited if a delimiter is given, else one text a line. A final <c>.gz</c> is not
    /// looked at.</summary>
    Auto,

    /// <summary>Rows of columns with a delimiter between them.</summary>
    Delimited,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>One text a line, without labels.</summary>
    Lines,

    /// <summary>A folder with one folder of <c>.txt</c> files for each label.</summary>
    Folder,
}
