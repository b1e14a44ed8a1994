namespace Valence.Execution;

/// <summary>The gradient of a table of which few rows were used: row <c>Ids[i]</c> receives <c>Rows[i]</c>, summed over
/// repeated ids.</summary>
/// <param name="Ids">Integers <c>[n]</c> or of any shape with n elements.</param>
/// <param name="Rows">Values with n rows as wide as the table.</param>
public readonly record struct RowGradient(Tensor Ids, Tensor Rows);
