using System.Text;
using Valence.Text;

namespace Valence.Language.Tests.Tagging;

public class TaggedTextTests
{
    [Theory]
    [InlineData("It's 3 o’clock.", "It|'s|3|o|’clock|.")]
    [InlineData("don't 'quote' it'", "don|'t|'|quote|'|it|'")]
    [InlineData("@paul_w see https://x.org/a?b=1, #new_York!", "@paul_w|see|https://x.org/a?b=1|,|#new_York|!")]
    [InlineData("(www.x.org) a@b.c # @ 12:30", "(|www.x.org|)|a|@|b|.|c|#|@|12|:|30")]
    [InlineData("cafe\u0301\u00A0na\u00EFve\t\u0928\u092E\u0938\u094D\u0924\u0947", 
        "cafe\u0301|na\u00EFve|\u0928\u092E\u0938\u094D\u0924\u0947")]
    [InlineData("\u2764\uFE0Fgood 👍🏽ok", "\u2764\uFE0F|good|👍|🏽|ok")]
    [InlineData("http:// x", "http|:|/|/|x")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    public void Words_of_raw_text_are_found(string text, string words)
    {
        var tagged = new TaggedText(text);
        Assert.Equal(words, string.Join('|', Enumerable.Range(0, tagged.Words.Count).Select(tagged.Word)));
    }

    [Fact]
    public void Whatever_is_no_white_space_is_in_exactly_one_word()
    {
        string[] parts = ["a", "B", "é", "e\u0301", "7", "'", "’", "@", "#", "_", ".", " ", "\t", "\u00A0", "\u2028",
            "👍", "🏽", "\u200D", "\uFE0F", "http://", "www.", "名", "\uD800", "\uDC00", "<", ")", "½", "\u00AD"];
        var random = new Random(5);
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20))
                .Select(_ => parts[random.Next(parts.Length)]));
            var tagged = new TaggedText(text, RandomSpans(text, random));
            var covered = new int[text.Length];
            foreach (var word in tagged.Words)
            {
                Assert.True(word.Length > 0);
                for (var i = word.Start; i < word.End; i++) covered[i]++;
                Assert.False(word.End < text.Length && char.IsSurrogatePair(text[word.End - 1], text[word.End]));
            }
            for (var i = 0; i < text.Length; i++) Assert.Equal(char.IsWhiteSpace(text[i]) ? 0 : 1, covered[i]);
            // Spans and labels say the same.
            var labels = tagged.Labels(LabelScheme.Bioes);
            Assert.Equal(tagged.Entities, LabelScheme.Bioes.StrictEntities(labels));
            Assert.Equal(tagged.Spans, tagged.Entities.Select(entity =>
                new TaggedSpan(tagged.Words[entity.First].Start, tagged.Words[entity.End - 1].End, entity.Type)));
            Assert.Equal(tagged.Spans, new TaggedText(text, tagged.Words, tagged.Spans.Reverse()).Spans);
        }
    }

    [Fact]
    public void A_word_in_which_a_span_ends_is_cut_there()
    {
        var text = new TaggedText("Londoners", [new(0, 6, "place")]);
        Assert.Equal([new(0, 6), new TextSpan(6, 9)], text.Words);
        Assert.Equal(["B-place", "O"], text.Labels());
        Assert.Throws<ArgumentException>(() => new TaggedText("Londoners", [new TextSpan(0, 9)], [new(0, 6, "place")]));
    }

    [Theory]
    [InlineData(0, 20, "is beyond the text, which has 12 characters")]
    [InlineData(-1, 2, "is beyond the text")]
    [InlineData(3, 2, "ends before it begins")]
    [InlineData(3, 3, "is empty")]
    [InlineData(4, 6, "begins or ends with white space")]
    [InlineData(1, 8, "begins or ends within a character")]
    [InlineData(0, 4, "overlaps the span 'y' from 0 to 2")]
    public void A_wrong_span_is_told(int start, int end, string problem)
    {
        TaggedSpan[] spans = [new(start, end, "x"), new(0, 2, "y")];
        var text = "abcd ef👍 gh";
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new TaggedText(text,
            spans[..(problem.Contains("overlaps", StringComparison.Ordinal) ? 2 : 1)])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_are_known_are_joined_by_blanks()
    {
        var text = TaggedText.OfWords(["New", "York", "!"], ["B-x", "I-x", "O"]);
        Assert.Equal("New York !", text.Text);
        Assert.Equal([new TaggedSpan(0, 8, "x")], text.Spans);
        Assert.Equal("York", text.Word(1));
        Assert.Throws<ArgumentException>(() => TaggedText.OfWords(["a"], []));
        Assert.Throws<ArgumentException>(() => TaggedText.OfWords(["a", ""], ["O", "O"]));
        Assert.Throws<ArgumentException>(() => TaggedText.OfWords(["a"], ["I-x"]));
        Assert.Throws<ArgumentException>(() => new TaggedText("ab", [new TextSpan(0, 3)]));
    }

    private static List<TaggedSpan> RandomSpans(string text, Random random)
    {
        var spans = new List<TaggedSpan>();
        for (var at = 0; at < text.Length;)
        {
            var start = at + random.Next(4);
            var end = start + 1 + random.Next(5);
            at = start + 1;
            if (end > text.Length || char.IsWhiteSpace(text[start]) || char.IsWhiteSpace(text[end - 1])
                || Splits(start) || Splits(end)) continue;
            spans.Add(new(start, end, random.Next(2) == 0 ? "x" : "y"));
            at = end;
        }
        return spans;

        bool Splits(int i) => i > 0 && i < text.Length && char.IsSurrogatePair(text[i - 1], text[i]);
    }
}
