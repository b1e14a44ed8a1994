using Valence.Text;

namespace Valence.Classification.Tests;

/// <summary>Labels that look equal and are not.</summary>
public sealed class LookAlikesTests
{
    private static KeyValuePair<string, int>[] Classes(params string[] labels) =>
        [.. labels.Select((label, i) => KeyValuePair.Create(label, i + 1))];

    [Theory]
    [InlineData("1", "1.0", "how a number is written", "'1' (1), '1.0' (2)")]
    [InlineData("1", "01", "how a number is written", "'1' (1), '01' (2)")]
    [InlineData("1", "1e0", "how a number is written", "'1' (1), '1e0' (2)")]
    [InlineData("1", "１", "how a number is written", "'1' (1), '１' (2)")]
    [InlineData("1", "+1.00", "how a number is written", "'1' (1), '+1.00' (2)")]
    [InlineData("0", "-0.0e7", "how a number is written", "'0' (1), '-0.0e7' (2)")]
    [InlineData("1500", "1.5E+3", "how a number is written", "'1500' (1), '1.5E+3' (2)")]
    [InlineData("9007199254740993", "9007199254740993.0", "how a number is written", "'9007199254740993' (1)")]
    [InlineData("positive", "p\u043Esitive", "letters of another script", "'positive' (1), 'p⟨U+043E⟩sitive' (2)")]
    [InlineData("cop", "\u0441\u043E\u0440", "letters of another script", "'⟨U+0441⟩⟨U+043E⟩⟨U+0440⟩' (2)")]
    [InlineData("A", "\u0391", "letters of another script", "'⟨U+0391⟩' (2)")]
    [InlineData("Spam", "sp\u0430m", "letters of another script and upper and lower case", "'sp⟨U+0430⟩m' (2)")]
    [InlineData("1", "\"1\"", "quotes around them", "'1' (1), '\"1\"' (2)")]
    [InlineData("Spam", "spam", "upper and lower case", "'Spam' (1), 'spam' (2)")]
    [InlineData("Äpfel", "äpfel", "upper and lower case", "'Äpfel' (1), 'äpfel' (2)")]
    [InlineData("Spam", "spam\u200B", "characters that cannot be seen and upper and lower case", "'spam⟨U+200B⟩' (2)")]
    [InlineData("very good", "Very\u00A0good", "blanks and upper and lower case", "'Very⟨U+00A0⟩good' (2)")]
    public void Labels_that_look_equal_are_named_with_their_difference(string a, string b, string words, string shown)
    {
        var said = LookAlikes.Doubts(Classes(a, b)).Single();
        Assert.Contains($"differ only in {words} and are", said);
        Assert.Contains(shown, said);
        LookAlikes.Refuse([(a, 1), ("other", 2)]);
        Assert.Contains($"differs only in {words}", LookAlikes.Known(b, ["other", a]));
    }

    [Theory]
    [InlineData("spam", "spam\u200B", "characters that cannot be seen", "spam⟨U+200B⟩")]
    [InlineData("spam", "\uFEFFspam", "characters that cannot be seen", "⟨U+FEFF⟩spam")]
    [InlineData("spam", "sp\u00ADam", "characters that cannot be seen", "sp⟨U+00AD⟩am")]
    [InlineData("spam", "spam\u2060", "characters that cannot be seen", "spam⟨U+2060⟩")]
    [InlineData("spam", "spam\u200F", "characters that cannot be seen", "spam⟨U+200F⟩")]
    [InlineData("spam", "spam\u200D", "characters that cannot be seen", "spam⟨U+200D⟩")]
    [InlineData("very good", "very\u00A0good", "blanks", "very⟨U+00A0⟩good")]
    [InlineData("very good", "very\u2009good", "blanks", "very⟨U+2009⟩good")]
    [InlineData("very good", "very\u3000good", "blanks", "very⟨U+3000⟩good")]
    [InlineData("very good", "very\tgood", "blanks", "very⟨U+0009⟩good")]
    [InlineData("very good", "very  good", "blanks", "very  good")]
    [InlineData("café", "cafe\u0301", "letters with marks", "cafe⟨U+0301⟩")]
    [InlineData("ệ", "e\u0302\u0323", "letters with marks", "e⟨U+0302⟩⟨U+0323⟩")]
    [InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8", "letters with marks",
        "⟨U+1112⟩⟨U+1161⟩⟨U+11AB⟩⟨U+1100⟩⟨U+116E⟩⟨U+11A8⟩")]
    [InlineData("が", "か\u3099", "letters with marks", "か⟨U+3099⟩")]
    [InlineData("й", "и\u0306", "letters with marks", "и⟨U+0306⟩")]
    public void Labels_that_no_eye_tells_apart_are_refused_with_their_codes(string a, string b, string words,
        string shown)
    {
        LabelledText[] rows = [new("good", a, 2), new("fine", a, 3), new("bad", b, 9), new("so", "other", 10)];
        var message = Assert.Throws<DataException>(() => TextClassifier.Train(rows)).Message;
        Assert.Contains($"'{(words.StartsWith("letters", StringComparison.Ordinal) ? a : Printable.Label(a))}' (2 "
            + $"texts, "
            + "first: row 2)", message);
        Assert.Contains($"'{shown}' (1 text, first: row 9)", message);
        Assert.Contains($"differ only in {words}", message);
        Assert.Contains("Write them alike.", message);
    }

    [Theory]
    [InlineData("spam", "ham")]
    [InlineData("1", "10")]
    [InlineData("1", "-1")]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("12345678901234567890", "12345678901234567891")]
    [InlineData("0.1", "0.10000000000000001")]
    [InlineData("1e400", "1e401")]
    [InlineData("1e", "1")]
    [InlineData(".", "0")]
    [InlineData("хорошо", "плохо")]
    [InlineData("β-blocker", "αβγ")]
    [InlineData("5 μm", "5 nm")]
    [InlineData("a", "á")]
    [InlineData("n", "ñ")]
    [InlineData("👍🏽", "👍🏾")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👦")]
    [InlineData("ё", "е")]
    [InlineData("\"a", "a")]
    public void Labels_that_look_different_are_left_alone(string a, string b)
    {
        Assert.Empty(LookAlikes.Doubts(Classes(a, b)));
        LookAlikes.Refuse([(a, 1), (b, 2)]);
        Assert.Null(LookAlikes.Known(a, [b]));
    }

    [Fact]
    public void Joiners_inside_other_scripts_are_shown_as_they_are() =>
        Assert.Equal("👨‍👩‍👧 ❤️ می‌خواهم a⟨U+200D⟩b", Printable.Label("👨‍👩‍👧 ❤️ می‌خواهم a\u200Db"));

    [Theory]
    [InlineData("p\u043Esitive", "'p⟨U+043E⟩sitive'")]
    [InlineData("so p\u043Esitive", "'so p⟨U+043E⟩sitive'")]
    [InlineData("п\u006Fложительный", "'п⟨U+006F⟩ложительный'")]
    [InlineData("\u039Degative", "'⟨U+039D⟩egative'")]
    public void A_word_of_two_scripts_is_doubted_alone(string label, string shown)
    {
        Assert.Contains($"In {shown} letters of two scripts", LookAlikes.Doubts(Classes(label, "other")).Single());
        Assert.Contains(shown, LookAlikes.OfModel([label, "other"]).Single());
        Assert.Equal(shown.Trim('\''), Printable.Label(label));
    }

    [Theory]
    [InlineData("USB-порт")]
    [InlineData("β-blocker")]
    [InlineData("Δt")]
    [InlineData("μm")]
    [InlineData("хорошо или good")]
    public void Words_of_several_scripts_beside_each_other_are_not_doubted(string label)
    {
        Assert.Empty(LookAlikes.Doubts(Classes(label, "other")));
        Assert.Empty(LookAlikes.OfModel([label, "other", "Other"]));
        Assert.Equal(label, Printable.Label(label));
    }

    [Fact]
    public void Many_pairs_are_counted()
    {
        var said = LookAlikes.Doubts([.. "abcde".SelectMany(letter => Classes($"{letter}x", $"{letter}X"))]).ToArray();
        Assert.Equal(4, said.Length);
        Assert.Contains("2 more groups", said[3]);
    }

    [Fact]
    public void An_unknown_label_is_told_with_the_known_one_that_it_looks_like()
    {
        var labels = new LabelSet(["ham", "spam"]);
        var message = labels.Unknown("Spam\u00A0", 7, 3).Message;
        Assert.Contains("Row 7 has the label 'Spam⟨U+00A0⟩', as 3 rows have, of which this is the first", message);
        Assert.Contains("looks like 'spam' and differs only in blanks and upper and lower case", message);
        Assert.Contains("Correct the label", labels.Unknown("eggs", 7, 1).Message);
    }
}
