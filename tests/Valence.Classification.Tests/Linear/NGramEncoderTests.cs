using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification.Tests.Linear;

public sealed class NGramEncoderTests
{
    [Theory]
    [InlineData("Don't go!", "don't|go|!")]
    [InlineData("a <br /> b<i>c</i> 2 < 3 > 1", "a|b|c|2|<|3|>|1")]
    [InlineData("café cafe\u0301 naïve", "café|café|naïve")]
    [InlineData("它很好吃 ok", "它|很|好|吃|ok")]
    [InlineData("so 😀😀 good_one :)", "so|😀|😀|good_one|:|)")]
    [InlineData("it’s l'été 'quoted'", "it's|l'été|'|quoted|'")]
    [InlineData(" \t\n", "")]
    public void Words_and_signs_are_found_in_any_script(string text, string expected)
    {
        var encoder = new NGramEncoder([.. expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct()], []);
        Assert.Equal(expected, string.Join('|', encoder.Pieces(text).Select(piece => encoder.Feature(piece.Id))));
    }

    [Fact]
    public void Pieces_stand_where_the_text_has_them()
    {
        const string text = "Not <b>VERY</b> good, not very good";
        var encoder = new NGramEncoder(["not", "very", "good", "not very", "very good", "not very good"], ["goo",
            "od "]);
        foreach (var piece in encoder.Pieces(text))
        {
            var found = text[piece.Start..piece.End].ToLowerInvariant().Replace("<b>", "").Replace("</b>", "");
            Assert.Equal(encoder.Feature(piece.Id).Trim(), found);
        }
        Assert.Equal(12 + 4, encoder.Pieces(text).Count);
        // All but the three words in a row are there twice.
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8], encoder.IdsOf(text));
        Assert.Equal([3, 3, 3, 7, 7, 7, 8, 8, 8], encoder.IdsOf("good good good good good good good"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], new NGramEncoder(encoder.Words, encoder.Letters, repeats: false)
            .IdsOf(text));
    }

    [Fact]
    public void Letters_of_two_units_stay_whole()
    {
        string[] texts = ["fine \U0001F44D", "well \U0001F44D", "\U00010348\U00010348 a", "a \U00010348\U00010348"];
        var encoder = NGramEncoder.Fit(texts, new() { FewestLetters = 2, MinCount = 1 },
            TestContext.Current.CancellationToken);
        Assert.Contains(" \U0001F44D ", encoder.Letters);
        Assert.All(encoder.Letters, letters => Assert.False(char.IsLowSurrogate(letters[0])
            || char.IsHighSurrogate(letters[^1])));
    }

    [Fact]
    public void What_is_learned_is_what_counting_one_by_one_finds()
    {
        var random = new Random(3);
        string[] words = ["good", "bad", "film", "a", "the", "not", "very", "x9", "жук", "!"];
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => string.Join(' ',
            Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(random.Next(1, words.Length + 1))])))];
        var options = new NGramOptions { Words = 3, FewestLetters = 2, MostLetters = 4, MinCount = 3 };
        var encoder = NGramEncoder.Fit(texts, options, TestContext.Current.CancellationToken);

        var grams = new Dictionary<string, HashSet<int>>();
        var letters = new Dictionary<string, HashSet<int>>();
        for (var i = 0; i < texts.Length; i++)
        {
            var split = texts[i].Split(' ');
            for (var from = 0; from < split.Length; from++)
            {
                for (var n = 1; n <= 3 && from + n <= split.Length; n++)
                    Count(grams, string.Join(' ', split[from..(from + n)]), i);
                var bordered = $" {split[from]} ";
                for (var at = 0; at < bordered.Length; at++)
                    for (var n = 2; n <= 4 && at + n <= bordered.Length; n++)
                        Count(letters, bordered.Substring(at, n), i);
            }
        }
        Assert.Equal(Known(grams), encoder.Words.Order(StringComparer.Ordinal));
        Assert.Equal(Known(letters), encoder.Letters.Order(StringComparer.Ordinal));
        // Falling number of texts.
        Assert.Equal(encoder.Words.Select(gram => grams[gram].Count).OrderDescending(),
            encoder.Words.Select(gram => grams[gram].Count));

        static void Count(Dictionary<string, HashSet<int>> of, string gram, int text)
        {
            if (!of.TryGetValue(gram, out var texts)) of[gram] = texts = [];
            texts.Add(text);
        }
        static IEnumerable<string> Known(Dictionary<string, HashSet<int>> of) =>
            of.Where(entry => entry.Value.Count >= 3).Select(entry => entry.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void An_encoder_of_a_file_is_the_same_or_refused()
    {
        var encoder = new NGramEncoder(["good", "not good"], ["go", "ood"]);
        var json = encoder.Config();
        var again = Read(json);
        Assert.Equal(encoder.Words, again.Words);
        Assert.Equal(encoder.IdsOf("not good"), again.IdsOf("not good"));
        foreach (var (field, value) in new[] { ("words", "a\na"), ("words", "a b c d"), ("words", "a\n\nb"),
            ("letters", "x\nx"), ("more", "x") })
        {
            var changed = json.DeepClone().AsObject();
            changed[field] = value;
            Assert.ThrowsAny<Exception>(() => Read(changed));
        }

        static NGramEncoder Read(JsonObject json) => NGramEncoder.Read(new ConfigReader(
            System.Text.Json.JsonDocument.Parse(json.ToJsonString()).RootElement, "encoder", KerasTables.Default));
    }
}
