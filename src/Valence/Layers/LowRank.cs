using Valence.Initializers;

namespace Valence.Layers;

/// <summary>A low-rank addition to a matrix (Hu et al., 2021): <c>matrix + scale · a · b</c>, of which the two factors
/// are trained and the matrix is not.</summary>
internal sealed class LowRank
{
    private static readonly Initializer HeUniform = new VarianceScaling(2, VarianceScaling.FanMode.FanIn,
        VarianceScaling.Distribution.Uniform);

    /// <param name="matrix">What is added to: <c>[…, rows, columns]</c>.</param>
    /// <param name="rank">The length of the axis between the factors.</param>
    /// <param name="alpha">The addition is multiplied by this, divided by the rank.</param>
    public LowRank(Weight matrix, int rank, double alpha)
    {
        Scale = (float)(alpha / rank);
        A = Factor("a", matrix.Shape.WithLast(rank), HeUniform);
        B = Factor("b", [rank, matrix.Shape[^1]], Initializer.Zeros);

        Weight Factor(string which, Shape shape, Initializer initializer) =>
            new($"{matrix.Path[..^matrix.Name.Length]}lora_{matrix.Name}_{which}", shape, initializer, isState: false,
                matrix.Regularizer, constraint: null)
            { Guard = matrix.Guard };
    }

    /// <summary>The first factor, <c>[…, rows, rank]</c>.</summary>
    public Weight A { get; }

    /// <summary>The second factor, <c>[rank, columns]</c>; zeros at first, so that nothing is added.</summary>
    public Weight B { get; }

    /// <summary>What the product of the factors is multiplied by.</summary>
    public float Scale { get; }

    /// <summary>The matrix with the addition in it.</summary>
    public Tensor Merged(Tensor matrix)
    {
        var (rank, columns) = (B.Shape[0], B.Shape[1]);
        var merged = matrix.Copy();
        var y = merged.Change<float>();
        var a = A.Value.Floats;
        var b = B.Value.Floats;
        var sums = new double[columns];
        for (var row = 0; row < y.Length / columns; row++)
        {
            Array.Clear(sums);
            for (var k = 0; k < rank; k++)
                for (var (j, factor) = (0, (double)a[row * rank + k]); j < columns; j++)
                    sums[j] += factor * b[k * columns + j];
            for (var j = 0; j < columns; j++) y[row * columns + j] += (float)(Scale * sums[j]);
        }
        return merged;
    }
}
