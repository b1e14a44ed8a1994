namespace Valence.Text;

/// <summary>All that a file holds of a row, for whoever gives it back with an answer.</summary>
/// <param name="Names">The names of the columns, or their numbers from 1 on where they have none.</param>
/// <param name="Values">What stands in each.</param>
internal sealed record RowCells(IReadOnlyList<string> Names, IReadOnlyList<string> Values);
