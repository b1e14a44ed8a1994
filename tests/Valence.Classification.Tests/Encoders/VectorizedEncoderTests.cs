using System.Text;
using Valence.Formats;
using Valence.Layers;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Encoders;

public sealed class VectorizedEncoderTests
{
    private static TextVectorizer Adapted(TextVectorizerOptions options, params string[] texts)
    {
        var vectorizer = new TextVectorizer(options);
        vectorizer.Adapt(texts);
        return vectorizer;
    }

    [Fact]
    public void Tokens_stand_where_punctuation_was_deleted()
    {
        var encoder = new VectorizedEncoder(Adapted(new() { OutputSequenceLength = 4 }, "dont stop", "dont go"));
        const string text = "Well, DON'T... \"stop\" dont";
        Assert.Equal([1, 2, 3, 2], encoder.IdsOf(text));
        Assert.Equal(["DON'T", "stop", "dont"], encoder.Pieces(text).Select(piece => text[piece.Start..piece.End]));
        Assert.Equal(0.25, encoder.UnseenWords(text));
        Assert.Null(encoder.UnseenWords("  "));
        Assert.Equal(5, encoder.Ids);
    }

    // The judge is the vectorizer with its length, which cuts and pads by itself.
    [Theory]
    [InlineData(TextStandardization.LowerAndStripPunctuation, TextSplit.Whitespace)]
    [InlineData(TextStandardization.Lower, TextSplit.Whitespace)]
    [InlineData(TextStandardization.StripPunctuation, TextSplit.Character)]
    [InlineData(TextStandardization.None, TextSplit.Character)]
    public void Ids_are_those_of_the_vectorizer(TextStandardization standardize, TextSplit split)
    {
        var random = new Random(7);
        string[] signs = [.. "abAB éİ'-.$_\t\n\0 ".Select(sign => $"{sign}"), "\U0001F44D", "\uD83D"];
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(
            Enumerable.Range(0, random.Next(0, 30)).Select(_ => signs[random.Next(signs.Length)])))];
        var vectorizer = Adapted(new()
        {
            Standardize = standardize,
            Split = split,
            OutputSequenceLength = 6,
            MaxTokens = 12,
        }, texts);
        var encoder = new VectorizedEncoder(vectorizer);
        Assert.Equal(vectorizer.Encode(texts).Ints, encoder.Encode(texts).Ints);
        foreach (var text in texts)
        {
            Assert.Equal(encoder.IdsOf(text).Where(id => id > 1), encoder.Pieces(text).Select(piece => piece.Id));
            Assert.All(encoder.Pieces(text), piece => Assert.True(piece.Start < piece.End || text.Contains('\uD83D')));
        }
    }

    [Fact]
    public void A_recipe_reads_by_it_and_its_file_opens_again()
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 120).Select(i => new LabelledText(
            i % 2 == 0 ? $"a kind, warm film no. {i}" : $"a dull and loud film no. {i}", i % 2 == 0 ? "p" : "n",
            i + 1))];
        var recipe = new Recipe("averages", 0, 0, BatchSize: 16, Epochs: 8, (size, ids) =>
            new GlobalAveragePooling1D().Call(new Embedding(size.Ids, 8) { MaskZero = true }.Call(ids)))
        {
            Encoder = (texts, _) => new VectorizedEncoder(Adapted(new() { OutputSequenceLength = 8 }, [.. texts])),
            LearningRate = 0.05f,
        };
        var classifier = TextClassifier.Train(rows, new() { Recipe = recipe, Verbose = Verbosity.Silent });
        Assert.Equal("p", classifier.Predict("Warm... and KIND!").Label);
        var opened = ClassifierArchive.Reopened(classifier);
        Assert.IsType<VectorizedEncoder>(opened.Encoder);
        Assert.Equal(classifier.Predict("a loud one").Probability, opened.Predict("a loud one").Probability);
        var members = ClassifierArchive.Members(ClassifierArchive.Bytes(classifier));
        foreach (var (had, given) in new[]
        {
            ("\"Whitespace\"", "\"None\""), ("\"Whitespace\"", "\"0\""), ("\"length\":8", "\"length\":0"),
            ("\"standardize\"", "\"standardise\""), ("[\"no\"", "[\"no\",\"no\""),
        })
        {
            var description = Encoding.UTF8.GetString(members["classifier.json"]);
            Assert.Contains(had, description);
            Assert.Throws<FileFormatException>(() => TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(
                new(members) { ["classifier.json"] = Encoding.UTF8.GetBytes(description.Replace(had, given)) }))));
        }
    }

    [Fact]
    public void What_can_not_be_one_is_refused()
    {
        foreach (var (words, options) in new (string, TextVectorizerOptions)[]
        {
            ("the mode int, received MultiHot", new() { OutputMode = OutputMode.MultiHot }),
            ("an OutputSequenceLength", new()),
            ("received code", new() { OutputSequenceLength = 4, CustomSplit = text => [text] }),
            ("received n-grams", new() { OutputSequenceLength = 4, Ngrams = 2 }),
            ("a split, received none", new() { OutputSequenceLength = 4, Split = TextSplit.None }),
        })
            Assert.Contains(words, Assert.Throws<ArgumentException>(() =>
                new VectorizedEncoder(Adapted(options, "good film"))).Message);
        Assert.Contains("call Adapt first", Assert.Throws<ArgumentException>(() =>
            new VectorizedEncoder(new(new() { OutputSequenceLength = 4 }))).Message);
    }
}
