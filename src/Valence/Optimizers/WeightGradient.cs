using Valence.Execution;

namespace Valence.Optimizers;

/// <summary>The gradient of one weight: all of it, or single rows of a table; neither where the loss did not depend on
/// the weight, which the step then leaves alone.</summary>
/// <param name="Dense">The gradient, of the weight's shape.</param>
/// <param name="Rows">Gradients of single rows; ids may repeat, and rows of one id are summed in their order.</param>
public readonly record struct WeightGradient(Tensor? Dense, RowGradient? Rows);
