using Valence.Execution;
using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>The gradient of one weight: all of it, or single rows of a table; neither where the loss did not depend on
/// the weight, which the step then leaves alone.</summary>
/// <param name="Dense">The gradient, of the weight's shape.</param>
/// <param name="Rows">Gradients of single rows; ids may repeat, and rows of one id are summed in their order.</param>
public readonly record struct WeightGradient(Tensor? Dense, RowGradient? Rows)
{
    /// <summary>Whether the loss depended on the weight.</summary>
    internal bool HasValue => Dense is not null || Rows is not null;

    /// <summary>Checks that it is a gradient of <paramref name="weight"/>.</summary>
    /// <exception cref="ArgumentException">It is given both ways, or has another shape.</exception>
    internal void RequireFitting(Weight weight)
    {
        if (Dense is not null && Rows is not null)
            throw new ArgumentException($"Expected the gradient of '{weight.Path}' either as a whole or by rows, "
                + "received both.");
        if (Dense is { } dense && dense.Shape != weight.Shape)
            throw new ShapeException("optimizer", $"expected a gradient of shape {weight.Shape} for "
                + $"'{weight.Path}', received {dense.Shape}");
    }
}
