using System.Text.Json;

namespace Valence.Text.Tests;

public sealed class TokenizerGoldenTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 7)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenizer_counts_and_numbers_words_as_Keras(int index)
    {
        var (golden, tokenizer, _) = Load(index);

        Assert.Equal(golden.GetProperty("word_counts").EnumerateArray()
            .Select(pair => (pair[0].GetString()!, pair[1].GetInt32())),
            tokenizer.WordCounts.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(golden.GetProperty("word_index").EnumerateObject()
            .Select(member => (member.Name, member.Value.GetInt32())),
            tokenizer.WordIndex.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(golden.GetProperty("word_docs").IntTable(), tokenizer.WordDocs.ToDictionary());
        Assert.Equal(golden.GetProperty("document_count").GetInt32(), tokenizer.DocumentCount);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenizer_makes_the_sequences_and_texts_of_Keras(int index)
    {
        var (golden, tokenizer, texts) = Load(index);

        var sequences = tokenizer.TextsToSequences(texts);

        Assert.Equal(golden.GetProperty("sequences").IntRows(), sequences);
        Assert.Equal(golden.GetProperty("texts_back").Strings(), tokenizer.SequencesToTexts(sequences));
    }

    [Theory]
    [InlineData(1, MatrixMode.Binary)]
    [InlineData(1, MatrixMode.Count)]
    [InlineData(1, MatrixMode.Freq)]
    [InlineData(1, MatrixMode.TfIdf)]
    [InlineData(2, MatrixMode.Binary)]
    [InlineData(2, MatrixMode.Count)]
    [InlineData(2, MatrixMode.Freq)]
    [InlineData(2, MatrixMode.TfIdf)]
    public void Tokenizer_makes_the_matrices_of_Keras(int index, MatrixMode mode)
    {
        var (golden, tokenizer, texts) = Load(index);
        var expected = golden.GetProperty($"matrix_{mode.ToString().ToLowerInvariant()}");

        var matrix = tokenizer.TextsToMatrix(texts, mode);

        Assert.Equal(expected.Shape(), matrix.Shape);
        Assert.Equal(expected.Numbers().Select(value => (float)value), matrix.Floats.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenizer_writes_the_JSON_of_Keras(int index)
    {
        var (golden, tokenizer, _) = Load(index);
        var expected = golden.GetProperty("to_json").GetString()!;

        Assert.Equal(WithoutSetOrder(expected), WithoutSetOrder(tokenizer.ToJson()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tokenizer_that_Keras_saved_is_read_and_written_back_to_the_character(int index)
    {
        var (golden, fitted, texts) = Load(index);
        var json = golden.GetProperty("to_json").GetString()!;

        var tokenizer = Tokenizer.FromJson(json);

        Assert.Equal(json, tokenizer.ToJson());
        Assert.Equal(fitted.TextsToSequences(texts), tokenizer.TextsToSequences(texts));
    }

    [Fact]
    public void TextToWordSequence_splits_as_Keras()
    {
        foreach (var golden in SharedFolder.Json("golden", "text", "text.json").GetProperty("text_to_word_sequence")
            .EnumerateArray())
            Assert.Equal(golden.GetProperty("out").Strings(),
                Words.TextToWordSequence(golden.GetProperty("text").GetString()!));
    }

    [Fact]
    public void Pad_makes_the_rows_of_Keras()
    {
        foreach (var golden in SharedFolder.Json("golden", "text", "text.json").GetProperty("pad_sequences")
            .EnumerateArray())
        {
            var arguments = golden.GetProperty("args");
            var sequences = golden.GetProperty("sequences").IntRows();
            var expected = golden.GetProperty("out");

            var ints = Sequences.Pad(sequences, arguments.Find("maxlen")?.GetInt32(), End("padding"), End("truncating"),
                arguments.Find("value")?.GetInt32() ?? 0);
            var floats = Sequences.Pad(
                sequences.Select(row => row.Select(id => (float)id).ToArray()).ToArray(),
                arguments.Find("maxlen")?.GetInt32(), End("padding"), End("truncating"),
                arguments.Find("value")?.GetInt32() ?? 0);

            Assert.Equal(expected.Shape(), ints.Shape);
            Assert.Equal(expected.Numbers(), ints.Ints.ToArray().Select(id => (double)id));
            Assert.Equal(expected.Numbers(), floats.Floats.ToArray().Select(value => (double)value));

            SequenceEnd End(string name) => arguments.Find(name)?.GetString() == "post" ? SequenceEnd.Post
                : SequenceEnd.Pre;
        }
    }

    /// <summary>Keras fills word_docs and index_docs in the order of a Python set, which differs from run to run: here
    /// they are sorted.</summary>
    private static string WithoutSetOrder(string json)
    {
        foreach (var table in new[] { "word_docs", "index_docs" })
        {
            var text = JsonDocument.Parse(json).RootElement.GetProperty("config").GetProperty(table).GetString()!;
            var members = text[1..^1].Split(", ").Order(StringComparer.Ordinal);
            json = json.Replace(Escaped(text), Escaped($"{{{string.Join(", ", members)}}}"), StringComparison.Ordinal);
        }
        return json;

        static string Escaped(string text) => new System.Text.StringBuilder().AppendText(text).ToString();
    }

    private static (JsonElement Golden, Tokenizer Tokenizer, string[] Texts) Load(int index)
    {
        var file = SharedFolder.Json("golden", "text", "text.json");
        var golden = file.GetProperty("tokenizer")[index];
        var arguments = golden.GetProperty("args");
        var tokenizer = new Tokenizer(
            arguments.Find("num_words")?.GetInt32(),
            arguments.Find("filters")?.GetString() ?? Tokenizer.DefaultFilters,
            arguments.Find("lower")?.GetBoolean() ?? true,
            arguments.Find("split")?.GetString() ?? " ",
            arguments.Find("char_level")?.GetBoolean() ?? false,
            arguments.Find("oov_token")?.GetString());
        var texts = file.GetProperty("texts").Strings();
        tokenizer.FitOnTexts(texts);
        return (golden, tokenizer, texts);
    }
}
