namespace Valence.Text;

/// <summary>A token of a piece.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">Its first character in the piece.</param>
/// <param name="End">The first character behind it.</param>
internal readonly record struct PieceToken(int Id, int Start, int End);
