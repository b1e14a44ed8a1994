using Valence.Backends;
using Valence.Execution;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Tests.Losses;

/// <summary>Penalties are their formulas.</summary>
public sealed class RegularizerTests
{
    private static readonly Tensor Matrix = Tensor.From(new float[,] { { 3, -4, 0 }, { 0, 2, 0 }, { 1, 0, 1 } });

    [Fact]
    public void L1_L2_and_both_are_sums_times_factors()
    {
        Assert.Equal(.1f * 11, Of(new L1(.1f)), 1e-6f);
        Assert.Equal(.1f * 31, Of(new L2(.1f)), 1e-6f);
        Assert.Equal(.1f * 11 + .2f * 31, Of(new L1L2(.1f, .2f)), 1e-5f);
        Assert.Equal(.01f * 11, Of(new L1()), 1e-6f);
    }

    [Fact]
    public void Orthogonal_regularizer_is_half_the_mean_cosine()
    {
        var root2 = MathF.Sqrt(2);
        Assert.Equal(.1f * (.8f + .6f / root2 + 0) / 3, Of(new OrthogonalRegularizer(.1f)), 1e-6f);
        // Columns (3, 0, 1), (−4, 2, 0) and (0, 0, 1).
        Assert.Equal(.1f * (12 / MathF.Sqrt(10 * 20) + 1 / MathF.Sqrt(10) + 0) / 3,
            Of(new OrthogonalRegularizer(.1f, OrthogonalMode.Columns)), 1e-6f);
        Assert.Throws<ShapeException>(() => new OrthogonalRegularizer().Penalty(Tensor.From([1, 2f]), Call()));
    }

    [Fact]
    public void Negative_factors_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new L1(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new L2(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new L1L2(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrthogonalRegularizer(float.PositiveInfinity));
    }

    private static CallContext Call() => new(new EagerExecutor(new StepMemory(new ReferenceBackend())));

    private static float Of(Regularizer regularizer) => regularizer.Penalty(Matrix, Call()).Scalar;
}
