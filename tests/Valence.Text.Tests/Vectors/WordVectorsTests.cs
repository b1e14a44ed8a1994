namespace Valence.Text.Tests;

public sealed class WordVectorsTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Glove_lines_are_a_word_and_its_numbers()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "the 0.25 -1.5e-2 3\n, 1 2 3\n"));
        Assert.Equal((3, 2), (vectors.Dimension, vectors.Count));
        Assert.Equal([0.25f, -0.015f, 3f], vectors["the"].ToArray());
        Assert.Equal(["the", ","], vectors.Words);
    }

    [Fact]
    public void Fasttext_files_start_with_their_size()
    {
        var vectors = WordVectors.Load(_folder.WriteGzipped("a.vec", "2 3\nthe 1 2 3 \nof 4 5 6 \n"));
        Assert.Equal((3, 2), (vectors.Dimension, vectors.Count));
        Assert.Equal([4f, 5f, 6f], vectors["of"].ToArray());
    }

    [Fact]
    public void Words_may_contain_spaces_and_letters_of_every_script()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "größe 1 2\n. . . 3 4\n"));
        Assert.Equal([3f, 4f], vectors[". . ."].ToArray());
        Assert.True(vectors.TryGet("größe", out _));
    }

    [Fact]
    public void Only_wanted_words_are_kept()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\nb x y\nc 5 6\n"), new HashSet<string> { "c", "d" });
        Assert.Equal(1, vectors.Count);
        Assert.False(vectors.TryGet("a", out var none));
        Assert.True(none.IsEmpty);
        Assert.Equal([5f, 6f], vectors["c"].ToArray());
    }

    [Fact]
    public void The_first_vector_of_a_word_counts()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\na 3 4\n"));
        Assert.Equal([1f, 2f], vectors["a"].ToArray());
    }

    [Fact]
    public void A_word_without_vector_is_named() =>
        Assert.Contains("'b'", Assert.Throws<KeyNotFoundException>(() => WordVectors.Load(_folder.Write("a.txt", "a 1 2\n"))["b"].Length).Message, StringComparison.Ordinal);

    [Fact]
    public void An_embedding_matrix_has_zeros_for_padding_and_missing_words()
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\nb 3 4\nc 5 6\n"));
        var matrix = vectors.ToEmbeddingMatrix(new Dictionary<string, int> { ["b"] = 1, ["x"] = 2, ["a"] = 3, ["c"] = 4 }, 4);
        Assert.Equal([0f, 0f, 3f, 4f, 0f, 0f, 1f, 2f], matrix.Weights.Floats.ToArray());
        Assert.Equal(2, matrix.Weights.Shape[^1]);
        Assert.Equal((2, 3), (matrix.Found, matrix.Words));
        Assert.Equal(2.0 / 3, matrix.Coverage);
    }

    [Fact]
    public void Without_words_nothing_is_covered() =>
        Assert.Equal(0, WordVectors.Load(_folder.Write("a.txt", "a 1 2\n")).ToEmbeddingMatrix(new Dictionary<string, int>(), 1).Coverage);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Ids_below_one_are_refused(int id)
    {
        var vectors = WordVectors.Load(_folder.Write("a.txt", "a 1 2\n"));
        Assert.Throws<ArgumentException>(() => vectors.ToEmbeddingMatrix(new Dictionary<string, int> { ["a"] = id }, 2));
    }

    [Theory]
    [InlineData("a 1 2\nb 1\n", 2, "expected a word and 2 numbers, found 1 numbers")]
    [InlineData("a 1 2\nb 1 2 3\n", 2, "expected a word and 2 numbers, found 3 numbers")]
    [InlineData("1 3\na 1 2\n", 2, "expected a word and 3 numbers, found 2 numbers")]
    [InlineData("alone\n", 1, "expected a word and its numbers")]
    [InlineData("a 1 2\n\nb 1 two\n", 3, "found 'two'")]
    [InlineData("a 1 2\nb 1  2\n", 2, "found 3 numbers")]
    [InlineData("a 1 NaN\n", 1, "expected finite numbers, found NaN")]
    [InlineData("a 1 2\nb 1e99 2\n", 2, "found 1e99")]
    [InlineData("3 2\na 1 2\n", 1, "expected 3 vectors as the first line says, found 1")]
    [InlineData("3 2\n", null, "found a header only")]
    [InlineData("", null, "found an empty file")]
    public void A_damaged_file_is_refused_with_its_line(string content, int? row, string part)
    {
        var path = _folder.Write("a.txt", content);
        var error = Assert.Throws<DataFileException>(() => WordVectors.Load(path));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(row, error.Row);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Throws<DataFileException>(() => WordVectors.Load(Path.Combine(_folder.Root, "none")));

    [Theory]
    [InlineData("word_vectors/glove.6B.50d.top2445.txt.gz", 50, 2_445, "good")]
    [InlineData("word_vectors/glove.6B.100d.top2717.txt.gz", 100, 2_717, "good")]
    [InlineData("word_vectors/fasttext_words-short.vec.gz", 300, 999, "good")]
    public void Published_vectors_are_read(string name, int dimension, int count, string word)
    {
        var vectors = WordVectors.Load(SharedData.Find(name));
        Assert.Equal((dimension, count), (vectors.Dimension, vectors.Count));
        Assert.True(vectors.TryGet(word, out var vector));
        Assert.Equal(dimension, vector.Length);
    }
}
