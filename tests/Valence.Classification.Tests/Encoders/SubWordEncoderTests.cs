using Valence.Tests.Pretrained;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Encoders;

/// <summary>Parts of words and pre-trained encoders in classifiers.</summary>
public sealed class SubWordEncoderTests
{
    private static readonly LabelledText[] Texts = [.. Enumerable.Range(0, 60).Select(i => new LabelledText(
        i % 2 == 0 ? $"lovely days, part {i % 7}" : $"awful nights in {i % 5} rows", i % 2 == 0 ? "good" : "bad",
        i + 1))];

    private static SubWordTokenizer Tokenizer { get; } =
        SubWordTokenizer.TrainWordPiece(Texts.Select(row => row.Text), 60);

    [Fact]
    public void Rows_have_the_ids_of_the_tokenizer_with_its_special_tokens_and_padding_behind()
    {
        var encoder = new SubWordEncoder(Tokenizer, 12, 0);
        string[] texts = ["lovely", "lovely days, lovely nights in awful rows, part 3", ""];

        var rows = encoder.Encode(texts);

        Assert.Equal("[3, 12]", rows.Shape.ToString());
        for (var i = 0; i < texts.Length; i++)
        {
            int[] expected = [.. Tokenizer.With(new SubWordTruncation(12), null).Encode(texts[i]).Ids];
            Assert.Equal([.. expected, .. new int[12 - expected.Length]], rows.Ints[(12 * i)..(12 * i + 12)].ToArray());
        }
        Assert.True(encoder.IsEmpty(encoder.IdsOf("")));
        // A batch is as long as the longest of its texts.
        Assert.Equal(Tokenizer.Encode("lovely").Ids.Count, encoder.Encode(["lovely"]).Shape[1]);
    }

    [Fact]
    public void Words_and_pieces_stand_where_they_are_in_the_text_and_unknown_signs_are_unseen()
    {
        var encoder = new SubWordEncoder(Tokenizer, 12, 0);
        const string text = "lovely Ж days";

        Assert.All(encoder.Pieces(text), piece => Assert.InRange(piece.End, piece.Start + 1, text.Length));
        Assert.Equal(["lovely", "Ж", "days"], encoder.Spans(text).Select(span => text[span.Start..span.End]));
        Assert.Equal(1 / 3.0, encoder.UnseenWords(text));
        Assert.Null(encoder.UnseenWords(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubWordEncoder(Tokenizer, 2, 0));
    }

    [Theory]
    [InlineData("bert", 0)]
    [InlineData("roberta", 1)]
    [InlineData("modernbert", 0)]
    public void A_classifier_of_a_folder_learns_reads_in_windows_and_opens_without_it(string family, int padding)
    {
        TextClassifier classifier, opened;
        using (var folder = new SmallFolder(family, fields => fields["vocab_size"] = Tokenizer.VocabularySize))
        {
            Tokenizer.Save(folder.File("tokenizer.json"));
            classifier = TextClassifier.Train(Texts, new()
            {
                Recipe = Recipes.Pretrained(folder.Path, 12),
                Epochs = 1,
                Verbose = Verbosity.Silent,
            });
            if (family != "modernbert")
                Assert.Contains("600 were asked for", Assert.Throws<DataException>(() =>
                    Recipes.Pretrained(folder.Path, 600).Fit([], new())).Message);
        }
        using (var stream = new MemoryStream())
        {
            classifier.Save(stream);
            opened = TextClassifier.Load(new MemoryStream(stream.ToArray()));
        }

        string[] texts = ["lovely days", string.Join(' ', Enumerable.Repeat("awful nights and lovely days", 8)),
            "rows"];
        var crowd = classifier.Predict(texts);
        Assert.True(crowd[1].Windows > 1);
        Assert.Equal(1, crowd[1].ShareRead);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(crowd[i].Probabilities, classifier.Predict(texts[i]).Probabilities);
            Assert.Equal(crowd[i].Probabilities, opened.Predict(texts[i]).Probabilities);
        }
        Assert.Equal(padding, opened.Encoder.Encode(["lovely", "lovely days, lovely nights"]).Ints[
            opened.Encoder.Encode(["lovely", "lovely days, lovely nights"]).Shape[1] - 1]);
        var explained = opened.Explain(texts[0]);
        Assert.Equal(explained.Score, explained.Base + explained.Words.Sum(word => word.Contribution), 1e-6);
    }
}
