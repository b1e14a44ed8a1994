using System.Text;

namespace Valence.Text;

/// <summary>How to read a data file when its name and header do not say enough.</summary>
public sealed record TextFileOptions
{
    /// <summary>The options that let the file speak for itself.</summary>
    public static TextFileOptions Default { get; } = new();

    /// <summary>The format; chosen from the name or, failing that, the content when null.</summary>
    public TextFileFormat? Format { get; init; }

    /// <summary>Name of the column or JSON property with the text; a usual name such as <c>review</c> or <c>text</c> is looked for when null.</summary>
    public string? TextColumn { get; init; }

    /// <summary>Name of the column or JSON property with the label; a usual name such as <c>sentiment</c> or <c>label</c> is looked for when null.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The ASCII character between fields; a comma, tab or space by format when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first record names the columns; when false the names are <c>"0"</c>, <c>"1"</c> and so on.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether a quote at the start of a field encloses it; when false quotes are ordinary characters and a line is a record.</summary>
    public bool Quoted { get; init; } = true;

    /// <summary>The encoding; UTF-8 when null. A byte order mark of UTF-8 or UTF-16 comes first.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Whether a text without a label is an error.</summary>
    public bool RequireLabels { get; init; }
}
