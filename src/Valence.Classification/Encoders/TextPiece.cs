namespace Valence.Classification;

/// <summary>What a text encoder found at a place of a text.</summary>
/// <param name="Id">The row of the network's table.</param>
/// <param name="Start">Where it begins, in UTF-16 units of the text.</param>
/// <param name="End">Where it ends; the first unit that is no longer part of it.</param>
public readonly record struct TextPiece(int Id, int Start, int End);
