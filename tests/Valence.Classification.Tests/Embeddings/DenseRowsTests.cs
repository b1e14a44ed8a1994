namespace Valence.Classification.Tests.Embeddings;

/// <summary>Products of vectors with weights, beside plain sums in double.</summary>
public sealed class DenseRowsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 1)]
    [InlineData(130, 33, 4)]
    [InlineData(300, 384, 17)]
    public void Products_are_plain_sums(int rows, int features, int width)
    {
        var random = new Random(rows);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var (x, weights, bias, slopes) = (Numbers(rows * features), Numbers(features * width), Numbers(width),
            Numbers(rows * width));
        var among = new DenseRows(Tensor.From(x, [rows, features]), null);
        Assert.Equal((rows, features), (among.Rows, among.Features));

        var y = new float[rows * width];
        among.Multiply(weights, bias, y, width);
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < width; k++)
                Assert.Equal(bias[k] + Enumerable.Range(0, features).Sum(f =>
                    (double)x[row * features + f] * weights[f * width + k]), y[row * width + k], 1e-5);

        foreach (var squared in (bool[])[false, true])
        {
            var sums = new float[features * width];
            among.MultiplyTransposed(slopes, sums, width, squared);
            for (var f = 0; f < features; f++)
                for (var k = 0; k < width; k++)
                    Assert.Equal(Enumerable.Range(0, rows).Sum(row => Math.Pow(x[row * features + f], squared ? 2 : 1)
                        * slopes[row * width + k]), sums[f * width + k], 1e-5);
        }

        int[] some = [rows - 1, 0];
        DenseRows.Of(Tensor.From(x, [rows, features]), some, null).Multiply(weights, bias, y = new float[2 * width],
            width);
        var all = new float[rows * width];
        among.Multiply(weights, bias, all, width);
        Assert.Equal([.. all[^width..], .. all[..width]], y);
    }
}
