namespace Valence.Text;

/// <summary>A text on its way to tokens: its characters as they are by now, and the pieces that it is split
/// into.</summary>
/// <remarks>A step reads the characters or pieces and writes them anew into <see cref="NextText"/> or
/// <see cref="NextPieces"/>, then says so; the memory is used again.</remarks>
internal sealed class Draft
{
    /// <summary>The characters.</summary>
    public AlignedText Text { get; private set; } = new();

    /// <summary>The pieces.</summary>
    public PieceList Pieces { get; private set; } = new();

    /// <summary>Where to write the characters anew; empty.</summary>
    public AlignedText NextText { get; private set; } = new();

    /// <summary>Where to write the pieces anew; empty.</summary>
    public PieceList NextPieces { get; private set; } = new();

    /// <summary>Starts with a part of a text.</summary>
    public void Start(ReadOnlySpan<char> characters, int origin)
    {
        Text.Start(origin, characters.Length);
        Text.Append(characters, origin);
        NextText.Start(origin, characters.Length);
    }

    /// <summary>Starts with a part of a text that was changed, which is not empty.</summary>
    public void Start(AlignedText text, int start, int end)
    {
        var origin = text.Span(start, end).Start;
        Text.Start(origin, end - start);
        Text.Append(text, start, end);
        NextText.Start(origin, end - start);
    }

    /// <summary>All of the text as one piece.</summary>
    public void TakeAsOnePiece()
    {
        NextPieces.Clear();
        Pieces.Clear();
        Pieces.Add(0, Text.Length);
    }

    /// <summary>Takes what was written as the characters.</summary>
    public void TakeText()
    {
        (Text, NextText) = (NextText, Text);
        NextText.Start(Text.Origin);
    }

    /// <summary>Takes what was written as the pieces.</summary>
    public void TakePieces()
    {
        (Pieces, NextPieces) = (NextPieces, Pieces);
        NextPieces.Clear();
    }
}
