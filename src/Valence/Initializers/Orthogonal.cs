using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>A matrix with orthonormal rows or columns (whichever are fewer) times a gain; more than two axes count as a
/// matrix whose columns are the last axis.</summary>
/// <remarks>Saxe, McClelland and Ganguli (2013). Made from a normal matrix by modified Gram–Schmidt, applied twice,
/// which gives the Q of Keras' sign-fixed QR decomposition.</remarks>
/// <param name="gain">The factor on the orthonormal matrix.</param>
public sealed class Orthogonal(double gain = 1) : Initializer
{
    /// <summary>The factor on the orthonormal matrix.</summary>
    public double Gain { get; } = gain;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape has fewer than two axes.</exception>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        if (shape.Rank < 2) throw new ArgumentException($"Orthogonal: expected at least two axes, received {shape}.");
        var columns = shape[^1];
        var rows = shape[..^1].Count;
        var (count, length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new double[count][];
        for (var i = 0; i < count; i++)
        {
            vectors[i] = new double[length];
            for (var j = 0; j < length; j++) vectors[i][j] = random.Normal((ulong)j * (ulong)count + (ulong)i);
            for (var pass = 0; pass < 2; pass++)
                for (var other = 0; other < i; other++) RemoveComponent(vectors[i], vectors[other]);
            Normalize(vectors[i]);
        }
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                values[row * columns + column] = (float)(
                    (float)Gain * (rows < columns ? vectors[row][column] : vectors[column][row]));
    }

    private static void RemoveComponent(double[] vector, double[] unit)
    {
        var product = 0.0;
        for (var i = 0; i < unit.Length; i++) product += vector[i] * unit[i];
        for (var i = 0; i < unit.Length; i++) vector[i] -= product * unit[i];
    }

    private static void Normalize(double[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => value * value));
        for (var i = 0; i < vector.Length; i++) vector[i] /= norm;
    }
}
