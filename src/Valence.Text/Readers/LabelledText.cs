namespace Valence.Text;

/// <summary>One text of a data file, with its label when the file has one.</summary>
/// <param name="Text">The text as written in the file; it may be empty.</param>
/// <param name="Label">The label without surrounding white space, or null when there is none.</param>
/// <param name="Row">Line on which the text starts in its file, counted from 1 with the header; for class folders, the number of the text.</param>
public readonly record struct LabelledText(string Text, string? Label, int Row);
