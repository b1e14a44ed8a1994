using System.Text.Json.Nodes;

namespace Valence.Text.Tests;

public sealed class TextCleaningTests
{
    private static readonly TextCleaning EveryStep = new(
        new LowerCase(),
        new RemoveHtmlTags("", true),
        new DecodeHtmlEntities(),
        new RemoveUrls("URL"),
        new RemoveMentions("USER"),
        new KeepLetters("", true),
        new KeepWordCharacters("-", false),
        new RemovePunctuation("."),
        new RemoveRetweetMarks(true, "x"),
        new DropStopWords(false),
        new CollapseWhiteSpace());

    [Fact]
    public void None_leaves_a_text_as_it_is() =>
        Assert.Equal(" <b>A &amp;\n", TextCleaning.None.Apply(" <b>A &amp;\n"));

    [Fact]
    public void Reviews_lose_entities_tags_and_capitals() =>
        Assert.Equal("i <3 it  don't & é", TextCleaning.Reviews.Apply("I <3 it<br />&lt;br/&gt;Don&#39;t &amp; É"));

    [Fact]
    public void Steps_run_in_order()
    {
        Assert.Equal("", new TextCleaning(new LowerCase(), new DropStopWords(false)).Apply("The"));
        Assert.Equal("the", new TextCleaning(new DropStopWords(false), new LowerCase()).Apply("The"));
    }

    [Fact]
    public void Cleaning_of_the_first_gop_debate_notebook_is_repeated_with_its_mistakes()
    {
        var cleaning = new TextCleaning(new LowerCase(), new KeepWordCharacters(),
            new RemoveRetweetMarks(InsideWords: true));
        Assert.Equal(" user_1 suppo the pay [2016]\n", cleaning.Apply("RT @User_1: SUPPORT the party! [2016]\n"));
    }

    [Fact]
    public void Cleaning_of_the_imdb_notebook_keeps_capital_stop_words()
    {
        var cleaning = new TextCleaning(new RemoveHtmlTags("", AnyBrackets: true), new KeepLetters(),
            new DropStopWords(IgnoreCase: false), new LowerCase());
        Assert.Equal("the film great i loved", cleaning.Apply("The film is 10/10<br /> great; I loved it."));
    }

    [Theory]
    [InlineData("a<br />b", "a b")]
    [InlineData("<p>a</p><!-- b -->", " a  ")]
    [InlineData("<a\nhref='x'>link", " link")]
    [InlineData("1 < 2 and 3 > 2", "1 < 2 and 3 > 2")]
    [InlineData("a <b <i>c", "a <b  c")]
    [InlineData("a <b", "a <b")]
    [InlineData("<", "<")]
    [InlineData("<>", "<>")]
    public void Tags_become_spaces(string text, string expected) =>
        Assert.Equal(expected, new RemoveHtmlTags().Apply(text));

    [Theory]
    [InlineData("1 < 2 and 3 > 2", "1  2")]
    [InlineData("<a\nb>", "<a\nb>")]
    [InlineData("<<a>>", ">")]
    [InlineData("<>", "")]
    public void Any_brackets_go_when_asked(string text, string expected) =>
        Assert.Equal(expected, new RemoveHtmlTags("", AnyBrackets: true).Apply(text));

    [Theory]
    [InlineData("see http://t.co/a?b=c now", "see   now")]
    [InlineData("HTTPS://x.y WWW.z.org", "   ")]
    [InlineData("awww.nice http is", "awww.nice http is")]
    public void Addresses_become_spaces(string text, string expected) =>
        Assert.Equal(expected, new RemoveUrls().Apply(text));

    [Theory]
    [InlineData("@united thanks @you_2!", " thanks !")]
    [InlineData("mail a@b.org @ home", "mail a@b.org @ home")]
    public void Mentions_go(string text, string expected) => Assert.Equal(expected, new RemoveMentions("").Apply(text));

    [Fact]
    public void A_replacement_is_taken_literally() => Assert.Equal("$0 $1", new RemoveMentions("$0").Apply("@a $1"));

    [Fact]
    public void Other_characters_become_one_space_each() =>
        Assert.Equal("caf  a b   ", new KeepLetters().Apply("café a😀b\n1 "));

    [Fact]
    public void White_space_stays_when_asked() =>
        Assert.Equal("its\tok\n", new KeepLetters("", KeepWhiteSpace: true).Apply("it's\tok1\n"));

    [Theory]
    [InlineData(true, @"a[\]^_`b 1")]
    [InlineData(false, "ab 1")]
    public void The_range_from_capital_A_to_small_z_keeps_six_more_characters(bool wide, string expected) =>
        Assert.Equal(expected, new KeepWordCharacters(WideRange: wide).Apply(@"a[\]^_`b, 1!"));

    [Fact]
    public void Punctuation_goes() =>
        Assert.Equal("everyones “here”", new RemovePunctuation().Apply("everyone's “here”!?"));

    [Theory]
    [InlineData("RT @a: party rt", " @a: party ")]
    [InlineData("support art", "support art")]
    public void Retweet_marks_go_as_words(string text, string expected) =>
        Assert.Equal(expected, new RemoveRetweetMarks().Apply(text));

    [Fact]
    public void Stop_words_go_in_either_case() =>
        Assert.Equal("movie good", new DropStopWords().Apply(" The movie\tisn't  NOT good"));

    [Fact]
    public void There_are_179_different_stop_words() => Assert.Equal(179, EnglishStopWords.All.Distinct().Count());

    [Fact]
    public void White_space_collapses() => Assert.Equal("a b c", new CollapseWhiteSpace().Apply(" a\r\n b\u00a0\tc "));

    [Fact]
    public void Every_step_survives_saving()
    {
        var copy = TextCleaning.Parse(EveryStep.ToString());
        Assert.Equal(EveryStep.Steps, copy.Steps);
        Assert.Equal(EveryStep.Steps.Count, EveryStep.Steps.Select(step => step.Name).Distinct().Count());
    }

    [Fact]
    public void The_saved_form_is_plain() => Assert.Equal(
        """[{"step":"decode_html_entities"},{"step":"remove_html_tags","replacement":" ","any_brackets":false},{"step":"lower_case"}]""",
        TextCleaning.Reviews.ToString());

    [Fact]
    public void Absent_parameters_have_their_defaults() =>
        Assert.Equal(new RemoveHtmlTags(),
            Assert.Single(TextCleaning.Parse("""[{"step":"remove_html_tags"}]""").Steps));

    [Theory]
    [InlineData("""[{"step":"lower_case"},{"step":"stem"}]""", "cleaning step 1 one of lower_case, ")]
    [InlineData("""[{"step":"stem"}]""", "found 'stem'")]
    [InlineData("""[{}]""", "found ''")]
    [InlineData("""[{"step":1}]""", "a text as 'step', found 1")]
    [InlineData("""[{"step":"remove_urls","with":" "}]""", "only step, replacement, found 'with'")]
    [InlineData("""[{"step":"remove_urls","replacement":7}]""", "a text as 'replacement', found 7")]
    [InlineData("""[{"step":"drop_stop_words","ignore_case":"yes"}]""", "true or false as 'ignore_case'")]
    [InlineData("""[{"step":"lower_case","step":"lower_case"}]""", "found one twice")]
    [InlineData("""[{"step":"remove_urls","replacement":"\ud800"}]""", "half of a character")]
    [InlineData("""["lower_case"]""", "as an object, found a JSON string")]
    [InlineData("""{"step":"lower_case"}""", "found a JSON object")]
    [InlineData("null", "found nothing")]
    [InlineData("[", "not JSON")]
    public void A_saved_cleaning_that_cannot_be_understood_is_refused(string saved, string part) =>
        Assert.Contains(part, Assert.Throws<TextCleaningException>(() => TextCleaning.Parse(saved)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_cleaning_inside_a_larger_document_is_read()
    {
        var document = new JsonObject { ["cleaning"] = TextCleaning.Reviews.ToJson() };
        Assert.Equal(TextCleaning.Reviews.Steps, TextCleaning.FromJson(document["cleaning"]).Steps);
    }

    [Fact]
    public void A_hostile_text_takes_linear_time()
    {
        var text = new string('<', 1_000_000);
        Assert.All(EveryStep.Steps.Append(new RemoveHtmlTags()).OfType<RemoveHtmlTags>(),
            step => Assert.Equal(text, step.Apply(text)));
    }
}
