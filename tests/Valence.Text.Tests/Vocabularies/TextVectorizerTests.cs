namespace Valence.Text.Tests;

public sealed class TextVectorizerTests
{
    [Fact]
    public void The_example_of_Keras_documentation_holds()
    {
        var vectorizer = new TextVectorizer(new() { MaxTokens = 5000, OutputSequenceLength = 4 });
        vectorizer.Adapt(["foo bar", "bar baz", "baz bada boom"]);
        Assert.Equal([4, 1, 3, 0, 1, 2, 0, 0], vectorizer.Encode(["foo qux bar", "qux baz"]).Ints.ToArray());
    }

    [Theory]
    [InlineData("great!!Loved <br /> don't É", "greatloved br dont É")]
    [InlineData("a\tb\nc\vd\fe\rf\u00A0g", "a b c d e f\u00A0g")]
    [InlineData(" ,  ", "")]
    public void Tokenize_deletes_punctuation_and_knows_ASCII_only(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', new TextVectorizer().Tokenize(text)));

    [Fact]
    public void Equal_counts_are_ordered_by_falling_UTF8_bytes()
    {
        var vectorizer = new TextVectorizer();
        vectorizer.Adapt(["a \uFF5E \U0001F600 b"]);
        Assert.Equal(["\U0001F600", "\uFF5E", "b", "a"], vectorizer.GetVocabulary(includeSpecialTokens: false));
    }

    [Fact]
    public void Ngrams_follow_each_other_by_width()
    {
        Assert.Equal(["a", "b", "c", "a b", "b c"], new TextVectorizer(new() { Ngrams = 2 }).Tokenize("a  b c"));
        Assert.Equal(["a b c", "a", "b", "c"], new TextVectorizer(new() { Ngrams = new[] { 3, 1 } }).Tokenize("a b c"));
        Assert.Equal(["é x", "x !"],
            new TextVectorizer(new()
            {
                Ngrams = new[] { 2 },
                Split = TextSplit.Character,
                Standardize = TextStandardization.None
            }).Tokenize("éx!"));
    }

    [Fact]
    public void Custom_steps_take_the_place_of_named_ones()
    {
        var vectorizer = new TextVectorizer(
            new() { CustomStandardize = text => text.Replace("-", ""), CustomSplit = text => text.Split('|') });
        Assert.Equal(["A B", "C!"], vectorizer.Tokenize("A -B|C!"));
    }

    [Fact]
    public void One_hot_rows_are_for_texts_of_one_token()
    {
        var vectorizer = new TextVectorizer(
            new() { Split = TextSplit.None, OutputMode = OutputMode.OneHot, Vocabulary = ["a", "b"] });
        var rows = vectorizer.Encode(["b", "x", ""]);
        Assert.Equal([3, 3], rows.Shape);
        Assert.Equal([0f, 0, 1, 1, 0, 0, 0, 0, 0], rows.Floats.ToArray());
        Assert.Throws<ArgumentException>(() => new TextVectorizer(new() { OutputMode = OutputMode.OneHot }));
    }

    [Fact]
    public void Adapting_again_forgets_what_was_learned()
    {
        var vectorizer = new TextVectorizer();
        vectorizer.Adapt(["a"]);
        vectorizer.Adapt(["b"]);
        Assert.Equal(["", "[UNK]", "b"], vectorizer.GetVocabulary());
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        Assert.Throws<ArgumentException>(
            () => new TextVectorizer(new() { OutputMode = OutputMode.Count, OutputSequenceLength = 5 }));
        Assert.Throws<ArgumentException>(() => new TextVectorizer(new() { OutputSequenceLength = 0 }));
        Assert.Throws<ArgumentException>(() => new TextVectorizer(new() { MaxTokens = 1 }));
        Assert.Throws<ArgumentException>(
            () => new TextVectorizer(new() { PadToMaxTokens = true, OutputMode = OutputMode.Count }));
        Assert.Throws<ArgumentException>(
            () => new TextVectorizer(new() { Vocabulary = ["a"], OutputMode = OutputMode.TfIdf }));
        Assert.Throws<ArgumentException>(() => { Ngrams none = 0; });
        Assert.Throws<InvalidOperationException>(() => new TextVectorizer(new() { Vocabulary = ["a"] }).Adapt(["b"]));
        Assert.Throws<InvalidOperationException>(
            () => new TextVectorizer(new() { OutputMode = OutputMode.Count }).Encode(["b"]));
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal(["title", "İ", "is"], new TextVectorizer().Tokenize("TITLE İ IS"));
        }
    }
}
