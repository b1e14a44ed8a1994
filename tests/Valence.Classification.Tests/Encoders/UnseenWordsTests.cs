using System.Text.Json.Nodes;
using Valence.Text;

namespace Valence.Classification.Tests.Encoders;

public sealed class UnseenWordsTests
{
    [Fact]
    public void Words_of_a_tokenizer_are_unseen_without_an_id_below_the_number_of_words()
    {
        var tokenizer = new Tokenizer(numWords: 3, oovToken: "?");
        tokenizer.FitOnTexts(["good good film"]);
        var encoder = new WordEncoder(TextCleaning.Reviews, tokenizer, 8);
        Assert.Equal(0, encoder.UnseenWords("Good, good!"));
        Assert.Equal(0.75, encoder.UnseenWords("a good film here"));
        Assert.Null(encoder.UnseenWords(" "));
    }

    [Fact]
    public void Words_in_a_row_are_unseen_where_each_has_no_feature_of_its_own()
    {
        var encoder = new NGramEncoder(["good", "a film"], ["fil"]);
        Assert.Equal(0.75, encoder.UnseenWords("a GOOD film ."));
        Assert.Null(encoder.UnseenWords("<br/>"));
    }

    [Fact]
    public void Hashed_words_are_unseen_where_they_share_an_id()
    {
        var encoder = new HashedEncoder(["good", "bad"], new());
        Assert.Equal(0.5, encoder.UnseenWords("Good film"));
        Assert.Null(encoder.UnseenWords(""));
    }

    [Fact]
    public void An_encoder_of_ones_own_cannot_say() => Assert.Null(new Lengths().UnseenWords("a good film"));

    [Fact]
    public void Every_answer_says_it_a_text_without_a_known_word_too()
    {
        var classifier = TextClassifier.Train([.. Enumerable.Range(0, 40).Select(i => new LabelledText(
            i % 2 == 0 ? "a fine day" : "a poor day", i % 2 == 0 ? "good" : "bad", i))], new()
            {
                Recipe = Recipes.Linear,
            });
        var answers = classifier.Predict(["a fine day", "a day gone", "zzz", ""]);
        Assert.Equal([0, 1 / 3.0, 1, null], answers.Select(answer => answer.UnseenWords));
        Assert.False(answers[2].IsReadable);
    }

    private sealed class Lengths : TextEncoder
    {
        public override string ClassName => nameof(Lengths);

        public override int Ids => 9;

        public override IReadOnlyList<TextPiece> Pieces(string text) =>
            [.. text.Split(' ').Select(word => new TextPiece(Math.Clamp(word.Length, 1, 8), 0, 0))];

        public override JsonObject Config() => [];
    }
}
