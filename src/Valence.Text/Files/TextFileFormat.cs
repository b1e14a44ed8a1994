namespace Valence.Text;

/// <summary>How a file or folder holds texts.</summary>
public enum TextFileFormat
{
    /// <summary>A folder is one of class folders. A file is told by its first lines: JSON, fastText's labels, a table
    /// with a header, a label and a text on each line. Where they leave it open, <c>.csv</c>, <c>.tsv</c> and
    /// <c>.tab</c> are delimited, <c>.json</c>, <c>.jsonl</c> and <c>.ndjson</c> JSON, others delimited if a delimiter
    /// is given, else one text a line. A final <c>.gz</c> is not looked at.</summary>
    Auto,

    /// <summary>Rows of columns with a delimiter between them.</summary>
    Delimited,

    /// <summary>JSON objects: one a line, an array of them, or one after the other over many lines.</summary>
    JsonLines,

    /// <summary>One text a line, without labels.</summary>
    Lines,

    /// <summary>A folder with one folder of files for each label: <c>.txt</c> files or, where there are none, files
    /// with any ending.</summary>
    Folder,

    /// <summary>A text a line with <c>__label__x</c> as one of its words, before the text or elsewhere, as fastText has
    /// it. A line with several labels has none here, and is refused where labels are required.</summary>
    FastText,

    /// <summary>A label, a blank or tab, and a text on each line, as the questions of TREC have it.</summary>
    LabelFirst,
}
