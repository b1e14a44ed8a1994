namespace Valence.Classification.Tests.Embeddings;

/// <summary>The nearest vectors beside a plain search in double.</summary>
public sealed class NearestVectorsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 5, 7, 2)]
    [InlineData(40, 300, 3, 10)]
    [InlineData(130, 9000, 8, 5)]
    [InlineData(7, 2500, 384, 2500)]
    public void The_nearest_are_those_of_a_plain_search(int queries, int rows, int dimensions, int count)
    {
        var random = new Random(rows * dimensions);
        var (x, y) = (Vectors(random, queries, dimensions), Vectors(random, rows, dimensions));
        AssertPlain(x, y, count);
    }

    [Fact]
    public void Vectors_that_single_precision_cannot_tell_apart_are_told_apart()
    {
        var (random, dimensions) = (new Random(5), 64);
        float[] one = [.. Enumerable.Range(0, dimensions).Select(_ => (float)random.NextDouble())];
        var rows = new float[3000 * dimensions];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = one[i % dimensions];
            // The next number, at a few places.
            if (random.Next(20) == 0) rows[i] = MathF.BitIncrement(rows[i]);
        }
        AssertPlain(Tensor.From(one, [1, dimensions]), Tensor.From(rows, [3000, dimensions]), 40);
    }

    [Fact]
    public void Equal_vectors_stand_by_row_and_zero_vectors_are_like_nothing()
    {
        var among = new NearestVectors(Tensor.From([0f, 0, 2, 0, 1, 0, -3, 0, 0, 0], [5, 2]));
        var found = among.Find(Tensor.From([5f, 0, 0, 0], [2, 2]), 9);
        Assert.Equal([new(1, 1), new(2, 1), new(0, 0), new(4, 0), new(3, -1)], found[0]);
        Assert.Equal([new(0, 0), new(1, 0), new(2, 0), new(3, 0), new(4, 0)], found[1]);
        Assert.Empty(among.Find(new Tensor([0, 2], ElementType.Float32)));
        Assert.Empty(Assert.Single(new NearestVectors(new Tensor([0, 2], ElementType.Float32))
            .Find(Tensor.From([5f, 0], [1, 2]))));
    }

    [Fact]
    public void Other_shapes_and_numbers_are_refused()
    {
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => new NearestVectors(Tensor.From([1f, 2, 3])))
            .Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() =>
            new NearestVectors(Tensor.From([1f, float.NaN], [1, 2]))).Message);
        var among = new NearestVectors(Tensor.From([1f, 2], [1, 2]));
        Assert.Contains("[rows, 2]", Assert.Throws<ArgumentException>(() =>
            among.Find(Tensor.From([1f, 2, 3], [1, 3]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => among.Find(Tensor.From([1f, 2], [1, 2]), 0));
        Assert.Throws<OperationCanceledException>(() =>
            among.Find(Tensor.From([1f, 2], [1, 2]), cancellationToken: new(canceled: true)));
    }

    // Small whole numbers, so that many are equally near, or any.
    private static Tensor Vectors(Random random, int rows, int dimensions) => Tensor.From([.. Enumerable.Range(0,
        rows * dimensions).Select(_ => dimensions < 5 ? random.Next(-2, 3) : (float)(random.NextDouble() - 0.5))],
        [rows, dimensions]);

    private static void AssertPlain(Tensor queries, Tensor rows, int count)
    {
        var found = new NearestVectors(rows).Find(queries, count);
        var n = rows.Shape[1];
        for (var q = 0; q < found.Count; q++)
        {
            var query = queries.Floats.Slice(q * n, n).ToArray();
            var expected = Enumerable.Range(0, rows.Shape[0])
                .Select(row => new Neighbor(row, Cosine(query, rows.Floats.Slice(row * n, n))))
                .OrderByDescending(neighbor => neighbor.Similarity).ThenBy(neighbor => neighbor.Row).Take(count);
            Assert.Equal(expected, found[q]);
        }
    }

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (product, ofX, ofY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            product += (double)x[i] * y[i];
            ofX += (double)x[i] * x[i];
            ofY += (double)y[i] * y[i];
        }
        return ofX * ofY == 0 ? 0 : Math.Clamp(product / (Math.Sqrt(ofX) * Math.Sqrt(ofY)), -1, 1);
    }
}
