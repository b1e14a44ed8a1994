using Valence.Backends;
using Valence.Constraints;
using Valence.Execution;

namespace Valence.Tests.Optimizers;

/// <summary>Projections are their formulas.</summary>
public sealed class ConstraintTests
{
    // Columns of lengths 0, 1, 3 and 3√3.
    private static readonly Tensor Matrix = Tensor.From(
        new float[,] { { 0, 1, 3, 3 }, { 0, 0, 0, 3 }, { 0, 0, 0, 3 } });

    [Fact]
    public void MaxNorm_shortens_long_columns_alone()
    {
        var third = 2 / MathF.Sqrt(3);
        Close([0, 1, 2, third, 0, 0, 0, third, 0, 0, 0, third], new MaxNorm(2));
    }

    [Fact]
    public void UnitNorm_makes_each_column_one_long()
    {
        var third = 1 / MathF.Sqrt(3);
        Close([0, 1, 1, third, 0, 0, 0, third, 0, 0, 0, third], new UnitNorm());
    }

    [Fact]
    public void MinMaxNorm_goes_a_share_of_the_way() => Close([0, .75f, 1.75f, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        new MinMaxNorm(.2f, .5f, .5f), [0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Axes_say_along_what_a_vector_lies()
    {
        var row = MathF.Sqrt(19);
        Close([0, 2 / row, 6 / row, 6 / row, 0, 0, 0, 2, 0, 0, 0, 2], new MaxNorm(2, 1));
        var all = MathF.Sqrt(37);
        Close([0, 1 / all, 3 / all, 3 / all, 0, 0, 0, 3 / all, 0, 0, 0, 3 / all], new UnitNorm(0, 1));
    }

    [Fact]
    public void NonNeg_leaves_no_negative_element() =>
        Close([0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1], new NonNeg(), [-1, 2, -3, 4, 0, 0, 0, 0, -5, 0, 0, 1]);

    private static void Close(float[] expected, Constraint constraint, float[]? weight = null)
    {
        var projected = constraint.Project(weight is null ? Matrix : Tensor.From(weight, [3, 4]),
            new(new EagerExecutor(new StepMemory(new ReferenceBackend()))));
        Assert.Equal(expected, projected.Floats.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }
}
