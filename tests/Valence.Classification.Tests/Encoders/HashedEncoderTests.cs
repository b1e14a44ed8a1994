using System.Text.Json;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Encoders;

public sealed class HashedEncoderTests
{
    private const int Buckets = 1 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Words_have_ids_of_their_own_and_what_stands_in_a_row_has_one_of_the_buckets()
    {
        var encoder = new HashedEncoder(["good", "film"], new() { Words = 3, Buckets = Buckets });
        Assert.Equal(4 + Buckets, encoder.Ids);
        var pieces = encoder.Pieces("A good, good film");
        // a | good | a good | , | good , | a good , | good | …
        Assert.Equal(["good", "good", "film"], pieces.Where(piece => piece.Id < 4)
            .Select(piece => "A good, good film"[piece.Start..piece.End]));
        Assert.Equal(["A good", "good,", "A good,", ", good", "good, good", "good film", ", good film"],
            pieces.Where(piece => piece.Id >= 4).Select(piece => "A good, good film"[piece.Start..piece.End]));
        Assert.Equal([.. pieces.Select(piece => piece.Id), 1], encoder.IdsOf("A good, good film"));
        // Order counts, whatever is between the words does not.
        Assert.NotEqual(Pairs("good film"), Pairs("film good"));
        Assert.Equal(Pairs("good film"), Pairs("<br/>GOOD\t film"));

        int[] Pairs(string text) => [.. encoder.IdsOf(text).Where(id => id >= 4)];
    }

    [Fact]
    public void Letters_of_words_and_their_borders_are_hashed_on_request()
    {
        var encoder = new HashedEncoder(["cat"], new()
        {
            Words = 1,
            FewestLetters = 3,
            MostLetters = 4,
            Buckets = Buckets,
        });
        // " cat ": " ca", " cat", "cat", "cat ", "at ".
        var pieces = encoder.Pieces("the Cat");
        Assert.Equal(5, pieces.Count(piece => piece is { Id: >= 3, Start: >= 4 }));
        Assert.Equal(["Ca", "Cat", "Cat", "Cat", "at"], pieces.Where(piece => piece is { Id: >= 3, Start: >= 4 })
            .Select(piece => "the Cat"[piece.Start..piece.End]));
        Assert.Empty(encoder.IdsOf("cats").Except(encoder.IdsOf("cat scats")));
        Assert.All(encoder.IdsOf("a \U0001F44D\U0001F44D"), id => Assert.InRange(id, 1, encoder.Ids - 1));
    }

    [Fact]
    public void What_is_learned_is_what_counting_one_by_one_finds()
    {
        var random = new Random(5);
        string[] words = ["good", "bad", "film", "a", "the", "not", "very", "x9", "жук", "!"];
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => string.Join(' ',
            Enumerable.Range(0, random.Next(0, 9)).Select(_ => words[random.Next(random.Next(1, words.Length + 1))])))];
        var counts = texts.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).CountBy(w => w)
            .Where(entry => entry.Value >= 40).OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key).ToArray();
        Assert.InRange(counts.Length, 4, 9);
        var options = new HashedOptions { MinCount = 40 };
        Assert.Equal(counts, HashedEncoder.Fit(texts, options, Cancellation).Words);
        Assert.Equal(counts[..3], HashedEncoder.Fit(texts, options with { MaxWords = 3 }, Cancellation).Words);
        Assert.Throws<DataException>(() => HashedEncoder.Fit(["", " "], options, Cancellation));
    }

    [Fact]
    public void Different_pairs_hardly_ever_share_a_bucket()
    {
        var encoder = new HashedEncoder([], new() { Buckets = Buckets });
        var pairs = Enumerable.Range(0, 20_000).Select(i => encoder.IdsOf($"word{i % 141} next{i / 141}")[0]).ToArray();
        // Of n in b buckets n²/2b collide.
        Assert.InRange(pairs.Length - pairs.Distinct().Count(), 100, 280);
    }

    [Fact]
    public void An_encoder_of_a_file_is_the_same_or_refused()
    {
        var encoder = new HashedEncoder(["good", "film"], new()
        {
            Words = 2,
            FewestLetters = 2,
            MostLetters = 3,
            Buckets = 1000,
        });
        var json = encoder.Config();
        Assert.Equal(encoder.IdsOf("a good film"), Read(json).IdsOf("a good film"));
        foreach (var (field, value) in new (string, System.Text.Json.Nodes.JsonNode)[] { ("words", "a\na"),
            ("buckets", 0), ("buckets", -1), ("in_a_row", 9), ("fewest_letters", 99), ("more", 1) })
        {
            var changed = json.DeepClone().AsObject();
            changed[field] = value;
            Assert.ThrowsAny<Exception>(() => Read(changed));
        }

        static HashedEncoder Read(System.Text.Json.Nodes.JsonObject json) => HashedEncoder.Read(new ConfigReader(
            JsonDocument.Parse(json.ToJsonString()).RootElement, "encoder", KerasTables.Default));
    }

    [Theory]
    [InlineData("bigram")]
    [InlineData("fasttext")]
    [InlineData("cnn")]
    public void Of_a_long_text_the_words_that_are_read_are_explained_at_bounded_cost(string recipe)
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 60).Select(i =>
            new LabelledText(i % 2 == 0 ? $"bad film {i}" : $"good film {i}", i % 2 == 0 ? "no" : "yes", i + 1))];
        var classifier = TextClassifier.Train(rows, new()
        {
            Recipe = Recipes.Find(recipe),
            Epochs = 2,
            Verbose = Verbosity.Silent,
        });
        var text = string.Concat(Enumerable.Repeat("good film, bad film. ", 12_000));
        var explanation = classifier.Explain(text);
        Assert.InRange(Math.Abs(explanation.Left), 0, 1e-6);
        Assert.All(explanation.Words, word => Assert.Equal(word.Word, text.Substring(word.Start, word.Word.Length)));
        // What is read of it stands at its end, and is what the end alone would say.
        if (classifier.Encoder.Length is not { } length) return;
        Assert.Equal(length + 255 * (length - length / 4), explanation.Words.Count);
        Assert.Equal(text.Length - 2 - "film".Length, explanation.Words[^1].Start);
        Assert.Equal(classifier.Explain(text[explanation.Words[0].Start..]).Score, explanation.Score);
    }

    [Fact]
    public void Letters_in_a_row_are_those_of_cutting_one_by_one()
    {
        var random = new Random(11);
        Span<char> room = stackalloc char[LetterScanner.Room];
        for (var i = 0; i < 3000; i++)
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(i % 50 == 0 ? 140 : 9)).Select(_ =>
                random.Next(4) == 0 ? "\U0001F44D" : ((char)random.Next('a', 'z')).ToString()));
            var (fewest, most) = (random.Next(1, 5), random.Next(0, 7));
            var (bordered, expected, found) = ($" {word} ", new List<string>(), new List<string>());
            for (var from = 0; from < bordered.Length && word.Length <= 126; from++)
                for (var n = fewest; n <= most && from + n <= bordered.Length; n++)
                    if (!char.IsLowSurrogate(bordered[from]) && !char.IsHighSurrogate(bordered[from + n - 1]))
                        expected.Add($"{from - 1} {bordered.Substring(from, n)}");
            var letters = new LetterScanner(word, fewest, most, room);
            while (letters.Next()) found.Add($"{letters.Start} {letters.Letters}");
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void A_classifier_of_hashed_words_saves_loads_and_knows_when_there_is_nothing_to_read()
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 120).Select(i =>
            new LabelledText(i % 2 == 0 ? $"not good at all {i}" : $"good at last {i}", i % 2 == 0 ? "no" : "yes",
                i + 1))];
        var classifier = TextClassifier.Train(rows, new() { Recipe = Recipes.Bigram, Verbose = Verbosity.Silent });
        using var file = new MemoryStream();
        classifier.Save(file);
        file.Position = 0;
        var loaded = TextClassifier.Load(file);
        foreach (var text in (string[])["good at last", "not good", "good", "zzz yyy", "?"])
            Assert.Equal(classifier.Predict(text).Probabilities, loaded.Predict(text).Probabilities);
        Assert.Equal("no", loaded.Predict("not good at all").Label);
        Assert.Equal("yes", loaded.Predict("good at last").Label);
        Assert.Null(loaded.Predict("").Label);
        Assert.Null(loaded.Predict(" \n").Label);
        Assert.Equal(["not", "good"], loaded.Explain("not good").Words.Select(word => word.Word));
    }
}
