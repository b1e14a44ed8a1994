using System.Globalization;
using System.Text;

namespace Valence.Text.Tests;

public sealed class TokenizerTests
{
    [Fact]
    public void Tokenizer_keeps_apostrophes_and_splits_at_hyphens() =>
        Assert.Equal(["don't", "well", "made"], Words.TextToWordSequence("Don't well-made"));

    [Fact]
    public void Words_of_equal_count_keep_the_order_of_appearance()
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["zebra apple", "mango mango"]);
        Assert.Equal(["mango", "zebra", "apple"], tokenizer.WordIndex.Keys);
    }

    [Fact]
    public void Fitting_again_adds_to_what_was_counted()
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["a b b"]);
        tokenizer.FitOnTexts(["a a a c"]);

        Assert.Equal(2, tokenizer.DocumentCount);
        Assert.Equal(4, tokenizer.WordCounts["a"]);
        Assert.Equal(2, tokenizer.WordDocs["a"]);
        Assert.Equal(1, tokenizer.WordIndex["a"]);
        Assert.Equal(2, tokenizer.IndexDocs[1]);
    }

    [Fact]
    public void Unknown_words_are_dropped_without_an_oov_token()
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["a b"]);
        Assert.Equal([[1, 2]], tokenizer.TextsToSequences(["a never b"]));
    }

    [Fact]
    public void NumWords_keeps_one_word_less()
    {
        var tokenizer = new Tokenizer(numWords: 3);
        tokenizer.FitOnTexts(["a a a b b c"]);
        Assert.Equal([[1, 2]], tokenizer.TextsToSequences(["a b c"]));
        Assert.Equal(3, tokenizer.WordIndex.Count);
    }

    [Fact]
    public void A_word_that_equals_the_oov_token_takes_its_id_as_in_Keras()
    {
        var tokenizer = new Tokenizer(oovToken: "unk");
        tokenizer.FitOnTexts(["a a unk"]);

        Assert.Equal([("unk", 3), ("a", 2)], tokenizer.WordIndex.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([[2, 3, 3]], tokenizer.TextsToSequences(["a unk other"]));
        Assert.False(tokenizer.IndexWord.ContainsKey(1));
    }

    [Fact]
    public void Texts_that_are_already_split_are_only_lower_cased()
    {
        var tokenizer = new Tokenizer();
        string[][] texts = [["Well-made", "two words"], ["WELL-MADE"]];
        tokenizer.FitOnTexts(texts);
        Assert.Equal(["well-made", "two words"], tokenizer.WordIndex.Keys);
        Assert.Equal([[1, 2], [1]], tokenizer.TextsToSequences(texts));
    }

    [Fact]
    public void An_analyzer_replaces_filters_and_lower_casing()
    {
        var tokenizer = new Tokenizer(analyzer: text => text.Split('|'));
        tokenizer.FitOnTexts(["A|b c|A"]);
        Assert.Equal(["A", "b c"], tokenizer.WordIndex.Keys);
    }

    [Fact]
    public void Characters_beyond_the_basic_plane_are_one_word_at_character_level()
    {
        var tokenizer = new Tokenizer(charLevel: true);
        tokenizer.FitOnTexts(["😀a😀"]);
        Assert.Equal(["😀", "a"], tokenizer.WordIndex.Keys);
    }

    [Fact]
    public void A_separator_of_several_characters_also_replaces_what_is_filtered()
    {
        Assert.Equal(["one", "two", "three x"], Words.TextToWordSequence("one!two<>three x", "!", split: "<>"));
        Assert.Equal(["a", "b"], Words.TextToWordSequence("a😀b", "😀", split: " "));
    }

    [Fact]
    public void FitOnSequences_counts_documents_for_tf_idf()
    {
        var tokenizer = new Tokenizer(numWords: 4);
        tokenizer.FitOnSequences([[1, 1, 2], [1]]);

        var matrix = tokenizer.SequencesToMatrix([[1, 1, 3]], MatrixMode.TfIdf);

        Assert.Equal([0, (float)((1 + Math.Log(2)) * Math.Log(1 + 2 / 3.0)), 0, (float)Math.Log(3)],
            matrix.Floats.ToArray());
    }

    [Fact]
    public void Fitting_states_are_required_where_Keras_requires_them()
    {
        var tokenizer = new Tokenizer();
        Assert.Throws<InvalidOperationException>(() => tokenizer.SequencesToMatrix([[1]]));
        Assert.Throws<InvalidOperationException>(
            () => new Tokenizer(numWords: 5).SequencesToMatrix([[1]], MatrixMode.TfIdf));
        Assert.Throws<InvalidOperationException>(() => new Tokenizer(oovToken: "?").TextsToSequences(["a"]));
    }

    [Fact]
    public void Senseless_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tokenizer(numWords: 0));
        Assert.Throws<ArgumentException>(() => new Tokenizer(split: ""));
        Assert.Throws<ArgumentException>(() => new Tokenizer(numWords: 3).SequencesToMatrix([[-1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Words.HashingTrick("a", 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"config": {"num_words": "many"}}""")]
    [InlineData(
        """{"config": {"num_words": null, "filters": "", "lower": true, "split": " ", "char_level": false, "oov_token": null, "document_count": 0, "word_counts": "{", "word_docs": "{}", "index_docs": "{}", "index_word": "{}", "word_index": "{}"}}""")]
    [InlineData(
        """{"config": {"num_words": null, "filters": "", "lower": true, "split": " ", "char_level": false, "oov_token": null, "document_count": 0, "word_counts": "{}", "word_docs": "{}", "index_docs": "{\"x\": 1}", "index_word": "{}", "word_index": "{}"}}""")]
    [InlineData(
        """{"config": {"num_words": -2, "filters": "", "lower": true, "split": " ", "char_level": false, "oov_token": null, "document_count": 0}}""")]
    public void JSON_that_is_no_tokenizer_is_a_format_error(string json) =>
        Assert.Throws<FormatException>(() => Tokenizer.FromJson(json));

    [Theory]
    [InlineData("[]", "found no object where 'config' would be")]
    [InlineData("{}", "there is no 'config'. Write the file with tokenizer.to_json().")]
    [InlineData("""{"config": {}}""", "there is no 'num_words'")]
    [InlineData("""{"config": 3}""", "found no object where 'num_words' would be")]
    [InlineData("""{"added_tokens": [], "model": {}}""", "looks like a tokenizer of Hugging Face")]
    [InlineData(
        """{"config": {"num_words": null, "filters": "", "lower": true, "split": " ", "char_level": false, "oov_token": null, "document_count": 0}}""",
        "there is no 'word_counts'")]
    public void The_field_that_a_tokenizers_JSON_lacks_is_named(string json, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => Tokenizer.FromJson(json)).Message);

    // Of "a a b" and "a c": a 3, b 1, c 1; the table, what is changed in it, and a word of the refusal.
    [Theory]
    [InlineData("word_index", """ "b": 2, "c": 3""", """ "b": 3, "c": 2""", "word_index of 'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 0", "word_index of 'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 1", "word_index of 'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": -1", "word_index of 'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 2000000000", "word_index of 'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 2.5", "")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 2, \"b\": 3", "twice")]
    [InlineData("word_index", ", \"b\": 2", "", "'b'")]
    [InlineData("word_index", "\"b\": 2", "\"b\": 2, \"z\": 4", "'z'")]
    [InlineData("word_index", "\"b\": 2", "\"\\ud800\": 2", "Unicode")]
    [InlineData("index_word", "\"2\": \"b\"", "\"2\": \"c\"", "index_word of '2'")]
    [InlineData("index_word", "\"2\": \"b\"", "\"02\": \"b\"", "'02' is no id")]
    [InlineData("index_word", "\"2\": \"b\"", "\"2\": null", "a word is null")]
    [InlineData("index_word", ", \"2\": \"b\"", "", "'2'")]
    [InlineData("word_counts", "\"b\": 1", "\"b\": 9", "word_index")]
    [InlineData("word_counts", "\"b\": 1", "\"b\": 0", "word_counts of 'b'")]
    [InlineData("word_counts", ", \"b\": 1", "", "word_docs")]
    [InlineData("word_docs", "\"b\": 1", "\"b\": 2", "word_docs of 'b'")]
    [InlineData("word_docs", "\"a\": 2", "\"a\": 3", "word_docs of 'a'")]
    [InlineData("word_docs", ", \"b\": 1", "", "'b'")]
    [InlineData("index_docs", "\"2\": 1", "\"2\": 7", "index_docs of 2")]
    [InlineData("index_docs", ", \"2\": 1", "", "index_docs of 2")]
    [InlineData("num_words", "null", "\"many\"", "")]
    [InlineData("num_words", "null", "0", "")]
    [InlineData("document_count", "2", "1", "word_docs")]
    [InlineData("document_count", "2", "-2", "document_count")]
    [InlineData("oov_token", "null", "\"?\"", "?")]
    [InlineData("config", "\"num_words\"", "\"words\": 1, \"num_words\"", "'words'")]
    [InlineData("class_name", "Tokenizer", "Other", "class_name")]
    public void A_table_that_was_changed_is_refused(string table, string from, string to, string said)
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["a a b", "a c"]);
        var json = tokenizer.ToJson();
        var isTable = table.Contains('_')
            && table is not ("num_words" or "document_count" or "oov_token" or "class_name");
        if (isTable) (from, to) = (Escaped(from), Escaped(to));
        var at = json.IndexOf(from, json.IndexOf($"\"{table}\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(at >= 0);
        var changed = json[..at] + to + json[(at + from.Length)..];

        Assert.Contains(said, Assert.Throws<FormatException>(() => Tokenizer.FromJson(changed)).Message);

        static string Escaped(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");
    }

    [Fact]
    public void Words_of_any_kind_are_read_as_they_were_written_and_half_characters_are_refused_in_writing()
    {
        var tokenizer = new Tokenizer(oovToken: "b");
        tokenizer.FitOnTexts(["a a b", "a c \0 \u202e ' \\"]);
        tokenizer.FitOnSequences([[1, 77, -3], [2]]);
        var json = tokenizer.ToJson();
        Assert.Equal(json, Tokenizer.FromJson(json).ToJson());

        tokenizer.FitOnTexts(["\ud800"]);
        Assert.Throws<EncoderFallbackException>(tokenizer.ToJson);
        Assert.Throws<InvalidOperationException>(new Tokenizer(oovToken: "?").ToJson);
    }

    [Fact]
    public void HashingTrick_is_the_MD5_of_Keras()
    {
        Assert.Equal([12, 23, 23], Words.HashingTrick("hello World world", 50));
        Assert.Equal(Words.HashingTrick("hello World world", 50), Words.OneHot("hello World world", 50));
        Assert.Equal([8], Words.HashingTrick("x", 11, _ => -3));
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        var expected = Fitted();
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal(expected, Fitted());
        }

        static string Fitted()
        {
            var tokenizer = new Tokenizer(numWords: 1000, oovToken: "<I>");
            tokenizer.FitOnTexts(["I TITLE İI -1 1.5", "Iı ΣΣ"]);
            return tokenizer.ToJson() + string.Join(' ',
                tokenizer.TextsToMatrix(["I TITLE"], MatrixMode.TfIdf).Floats.ToArray()
                    .Select(x => x.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
