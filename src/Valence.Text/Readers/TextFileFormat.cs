namespace Valence.Text;

/// <summary>How a data file holds its texts.</summary>
public enum TextFileFormat
{
    /// <summary>Fields separated by commas, quoted where needed.</summary>
    Csv,

    /// <summary>Fields separated by tabs, quoted where needed.</summary>
    Tsv,

    /// <summary>One JSON object per line.</summary>
    JsonLines,

    /// <summary>One text per line, without labels; an empty line is an empty text.</summary>
    Lines,

    /// <summary>One text per line after its label and a separator, a space unless the options name another.</summary>
    LabelFirst,

    /// <summary>A folder with one folder per class, whose files hold one text each.</summary>
    ClassFolders,
}
