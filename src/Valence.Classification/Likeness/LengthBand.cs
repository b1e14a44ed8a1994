namespace Valence.Classification;

/// <summary>What texts of about one length are like: the mean of their numbers, how these vary together, and how far
/// one may be from the mean, by the distance of Mahalanobis.</summary>
/// <param name="mean">The mean of each number.</param>
/// <param name="inverse">The inverse of their covariance, row after row.</param>
/// <param name="farthest">The square of the distance beyond which a text is unlike the others.</param>
internal sealed class LengthBand(double[] mean, double[] inverse, double farthest) : TextBand
{
    private const int N = ProfiledText.Numbers;

    /// <summary>The band of texts.</summary>
    /// <param name="texts">The numbers of each.</param>
    /// <param name="part">The part of them to be told unlike the others.</param>
    public static LengthBand Of(IReadOnlyList<double[]> texts, double part)
    {
        var (mean, covariance) = (new double[N], new double[N, N]);
        for (var k = 0; k < N; k++) mean[k] = texts.Average(text => text[k]);
        for (var a = 0; a < N; a++)
            for (var b = 0; b < N; b++)
                covariance[a, b] = texts.Average(text => (text[a] - mean[a]) * (text[b] - mean[b]));
        // Where texts are nearly alike, steps of a file and the one text more must not count.
        for (var k = 0; k < N; k++) covariance[k, k] = 1.001 * covariance[k, k] + 0.0025;
        var band = new LengthBand(mean, Inverse(covariance), 0);
        double[] ascending = [.. texts.Select(band.Distance).Order()];
        return new(mean, band.Numbers[N..^1], ascending[(int)(ascending.Length * (1 - part))]);
    }

    /// <summary>The band of a file; null where no texts have such numbers: distances are of a positive definite
    /// matrix, and not below 0.</summary>
    public static new LengthBand? Read(double[] numbers)
    {
        var band = new LengthBand(numbers[..N], numbers[N..^1], numbers[^1]);
        for (var a = 0; a < N; a++)
            if (!(numbers[N + a * N + a] > 0)) return null;
        return numbers[^1] >= 0 ? band : null;
    }

    /// <inheritdoc/>
    public override double[] Numbers => [.. mean, .. inverse, farthest];

    /// <inheritdoc/>
    public override bool IsUnlike(ProfiledText text, Func<int, double> surprise) =>
        Distance(text.NumbersBy(surprise)) > farthest;

    private double Distance(double[] text)
    {
        var sum = 0.0;
        for (var a = 0; a < N; a++)
            for (var b = 0; b < N; b++)
                sum += (text[a] - mean[a]) * inverse[a * N + b] * (text[b] - mean[b]);
        return sum;
    }

    // Gauss and Jordan, without exchanges of rows: the matrix is positive definite.
    private static double[] Inverse(double[,] matrix)
    {
        var inverse = new double[N * N];
        for (var k = 0; k < N; k++) inverse[k * N + k] = 1;
        for (var i = 0; i < N; i++)
        {
            var pivot = matrix[i, i];
            for (var k = 0; k < N; k++) (matrix[i, k], inverse[i * N + k]) = (matrix[i, k] / pivot,
                inverse[i * N + k] / pivot);
            for (var j = 0; j < N; j++)
            {
                if (j == i) continue;
                var factor = matrix[j, i];
                for (var k = 0; k < N; k++) (matrix[j, k], inverse[j * N + k]) = (matrix[j, k] - factor * matrix[i, k],
                    inverse[j * N + k] - factor * inverse[i * N + k]);
            }
        }
        return inverse;
    }
}
