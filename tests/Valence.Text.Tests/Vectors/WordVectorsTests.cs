namespace Valence.Text.Tests;

public sealed class WordVectorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_reads_GloVe_and_fastText()
    {
        var glove = WordVectors.Load(_folder.Write("glove.txt", "the 0.5 -1 2e-3\n, 1 2 3\n. . . 4 5 6\nthe 7 7 7\n"));
        Assert.Equal((3, 3), (glove.Dimension, glove.Count));
        Assert.Equal([0.5f, -1, 2e-3f], Vector(glove, "the"));
        Assert.Equal([4f, 5, 6], Vector(glove, ". . ."));

        var fastText = WordVectors.Load(
            _folder.Write("words.vec", TemporaryFolder.Gzip("2 2\nthe 1 2 \ncafé 3 4 \n"u8.ToArray())));
        Assert.Equal([3f, 4], Vector(fastText, "café"));
    }

    [Fact]
    public void Load_reads_streams_and_says_their_name()
    {
        var packed = TemporaryFolder.Gzip("the 1 2\ncafé 3 4\n"u8.ToArray());
        Assert.Equal([3f, 4], Vector(WordVectors.Load(new MemoryStream(packed), "mine"), "café"));
        var error = Assert.Throws<DataFileException>(() => WordVectors.Load(new MemoryStream("a 1\nb\n"u8.ToArray()),
            "mine"));
        Assert.Contains("mine", error.Message);
        Assert.Equal(2, error.Row);
    }

    [Fact]
    public void Load_keeps_only_wanted_words()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\nb 3 4\n"), new HashSet<string> { "b", "c" });
        Assert.Equal(["b"], vectors.Words);
        Assert.False(vectors.TryGetVector("a", out _));
    }

    [Theory]
    [InlineData("a 1 2\nb 3\n", 2, "expected 2 numbers")]
    [InlineData("a 1 2\nb 3 4 5\n", 2, "found 3")]
    [InlineData("a 1 2\nb 3 x\n", 2, "'x'")]
    [InlineData("a 1 2\nb 3 1e99\n", 2, "finite")]
    [InlineData("a 1 NaN\n", 1, "finite")]
    [InlineData("word\n", 1, "one word")]
    [InlineData("3 0\n", 1, "announces")]
    public void Load_names_the_line_that_is_no_vector(string text, int row, string problem)
    {
        var error = Assert.Throws<DataFileException>(() => WordVectors.Load(_folder.Write("a.txt", text)));
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void Load_refuses_files_without_vectors_or_with_fewer_than_announced()
    {
        Assert.Throws<DataFileException>(() => WordVectors.Load(Path.Combine(_folder.Path, "none")));
        Assert.Throws<DataFileException>(() => WordVectors.Load(_folder.Write("a.txt", "\n")));
        Assert.Contains("announces 3",
            Assert.Throws<DataFileException>(() => WordVectors.Load(_folder.Write("a.vec", "3 2\na 1 2\n"))).Message);
    }

    [Fact]
    public void ToEmbeddingMatrix_puts_each_vector_at_its_words_id()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\nb 3 4\n"));

        var matrix = vectors.ToEmbeddingMatrix(new Dictionary<string, int> { ["b"] = 1, ["x"] = 2, ["a"] = 3 },
            numWords: 3);

        Assert.Equal([3, 2], matrix.Weights.Shape);
        Assert.Equal([0f, 0, 3, 4, 0, 0], matrix.Weights.Floats.ToArray());
        Assert.Equal(1, matrix.Found);
        Assert.Equal(["x"], matrix.Missing);
        Assert.Equal(0.5, matrix.Coverage);
        Assert.Equal([4, 2],
            vectors.ToEmbeddingMatrix(new Dictionary<string, int> { ["b"] = 1, ["x"] = 2, ["a"] = 3 }).Weights.Shape);
    }

    [Fact]
    public void ToEmbeddingMatrix_takes_a_vocabulary_in_the_order_of_ids()
    {
        var matrix = WordVectors.Load(_folder.Write("a.txt", "a 1\nb 2\n")).ToEmbeddingMatrix(["", "[UNK]", "b"]);
        Assert.Equal([0f, 0, 2], matrix.Weights.Floats.ToArray());
        Assert.Equal(["[UNK]"], matrix.Missing);
    }

    [Theory]
    [InlineData("glove.6B.50d.top2445.txt.gz", 50, 2445)]
    [InlineData("glove.6B.100d.top2717.txt.gz", 100, 2717)]
    [InlineData("fasttext_words-short.vec.gz", 300, 0)]
    public void Load_reads_the_known_files(string file, int dimension, int count)
    {
        var vectors = WordVectors.Load(SharedFolder.Path("data", "word_vectors", file));
        Assert.Equal(dimension, vectors.Dimension);
        Assert.True(count == 0 ? vectors.Count > 900 : vectors.Count == count, $"There are {vectors.Count} words.");
        Assert.True(vectors.Contains(","));
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        var path = _folder.Write("a.txt", "a 1.5 -2\n");
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal([1.5f, -2], Vector(WordVectors.Load(path), "a"));
        }
    }

    private static float[] Vector(WordVectors vectors, string word) =>
        vectors.TryGetVector(word, out var vector) ? vector.ToArray() : [];
}
