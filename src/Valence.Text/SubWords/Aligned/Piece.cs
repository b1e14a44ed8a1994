namespace Valence.Text;

/// <summary>A part of an <see cref="AlignedText"/>.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The first character behind it.</param>
internal readonly record struct Piece(int Start, int End);
