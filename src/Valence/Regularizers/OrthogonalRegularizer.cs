using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>Half the mean absolute cosine between different rows (or columns) of a matrix, times a factor; 0 where all
/// are at right angles.</summary>
/// <remarks>The matrix has at least two of these vectors; with one alone the penalty is NaN, as in Keras.</remarks>
/// <param name="factor">The factor; not negative.</param>
/// <param name="mode">Whether rows or columns are compared.</param>
public sealed class OrthogonalRegularizer(double factor = 0.01, Choice<OrthogonalMode> mode = default) : Regularizer
{
    private const float SmallestSquaredNorm = 1e-14f;

    /// <summary>The factor.</summary>
    public double Factor { get; } = Require.Between(0, float.MaxValue, factor);

    /// <summary>Whether rows or columns are compared.</summary>
    public Choice<OrthogonalMode> Mode { get; } = mode;

    /// <inheritdoc/>
    /// <exception cref="ShapeException"><paramref name="x"/> is no matrix.</exception>
    public override Tensor Penalty(Tensor x, CallContext call)
    {
        if (x.Shape.Rank != 2)
            throw new ShapeException(nameof(OrthogonalRegularizer), $"expected a matrix, received {x.Shape}");
        var rows = Mode == OrthogonalMode.Rows;
        var count = x.Shape[rows ? 0 : 1];
        var squares = call.Sum(call.Square(x), keepDims: true, rows ? 1 : 0);
        var unit = call.Divide(x, call.Sqrt(call.Maximum(squares, call.Scalar(SmallestSquaredNorm))));
        var cosines = call.MatMul(unit, unit, transposeA: !rows, transposeB: rows);
        var pairs = count * (count - 1f) / 2;
        return call.Divide(call.Scale(call.Sum(call.Abs(call.Multiply(cosines, call.OffDiagonal(count)))),
            (float)Factor * 0.5f), call.Scalar(pairs));
    }
}
