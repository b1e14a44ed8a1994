namespace Valence.Kernels;

/// <summary>A product whose left matrix consists of rows of a table: <c>[Rows, Places · Width]</c> times <c>[Places ·
/// Width, Columns]</c>.</summary>
/// <param name="Rows">Rows of the left matrix.</param>
/// <param name="Places">How many rows of the table lie side by side in each.</param>
/// <param name="Width">How many numbers a row of the table has.</param>
/// <param name="Columns">Columns of the result.</param>
internal readonly record struct LookupShape(int Rows, int Places, int Width, int Columns);
