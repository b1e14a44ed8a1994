namespace Valence.Text;

/// <summary>A text and what it is labelled with.</summary>
/// <param name="Text">The text as the file has it.</param>
/// <param name="Label">The label without the white space around it; null where there is none, and where texts have
/// <see cref="Labels"/>.</param>
/// <param name="Row">The line of the file at which the row starts, the first being 1; in a folder, the number of the
/// file.</param>
/// <exception cref="ArgumentNullException">The text is null; where there is none, it is empty.</exception>
public readonly record struct LabelledText(string Text, string? Label, int Row)
{
    /// <summary>The text as the file has it.</summary>
    public string Text { get; init; } = Text ?? throw new ArgumentNullException(nameof(Text),
        $"Expected the text of row {Row}, received null. Give \"\" where there is none, or leave the row out.");

    /// <summary>The labels, each once, where a text may have several; none is a text without any. Null where a text has
    /// one label or what it has is not known.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>All that the file holds of the row, where that was asked for and it has columns.</summary>
    internal RowCells? Cells { get; init; }
}
