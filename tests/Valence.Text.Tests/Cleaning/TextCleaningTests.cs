namespace Valence.Text.Tests;

public sealed class TextCleaningTests
{
    [Fact]
    public void The_cleaning_of_the_Kaggle_reviews_keeps_capitalised_stop_words()
    {
        var cleaning = TextCleaning.None.RemoveHtml().ReplacePattern("[^A-Za-z]", " ").RemoveWords(EnglishStopWords.Words).Lower();
        Assert.Equal("the film good i saw it", cleaning.Apply("The film<br /><br />'s good, 10/10; and I saw\nIt"));
    }

    [Fact]
    public void The_cleaning_of_the_debate_tweets_removes_rt_inside_words_too()
    {
        var cleaning = TextCleaning.None.Lower().ReplacePattern(@"[^a-zA-z0-9\s]", "").ReplaceText("rt", "");
        Assert.Equal(" foxnews the pay_ suppoed", cleaning.Apply("RT @FoxNews: the Party_ supported!"));
    }

    [Fact]
    public void The_cleaning_for_prediction_of_the_first_project_keeps_words_of_letters()
    {
        var cleaning = TextCleaning.None.RemovePunctuation().Lower().KeepAlphabeticWords();
        Assert.Equal("everyones saying its great", cleaning.Apply("Everyone's saying   (it's) 100% great!! 4ever"));
    }

    [Fact]
    public void Tweets_lose_addresses_users_and_retweet_marks_but_no_parts_of_words()
    {
        var cleaning = TextCleaning.None.RemoveUrls().RemoveMentions().RemoveRetweetMarks().CollapseWhiteSpace();
        Assert.Equal(": the party is art", cleaning.Apply("RT @user_1: the party https://t.co/x?y=1 is WWW.x.de/é rt art"));
    }

    [Fact]
    public void RemoveHtml_puts_what_is_asked_in_place_of_tags()
    {
        Assert.Equal("a b c<d\n>", TextCleaning.None.RemoveHtml(" ").Apply("a<br />b<i class=\"x\">c<d\n>"));
        Assert.Equal("a$1b", TextCleaning.None.RemoveHtml("$1").Apply("a<br>b"));
    }

    [Fact]
    public void Steps_cannot_be_changed_once_they_are_made()
    {
        var before = TextCleaning.None.Lower();
        before.RemoveHtml();
        Assert.Equal(["lower"], before.Steps);
    }

    [Fact]
    public void A_cleaning_comes_back_from_JSON_as_it_was()
    {
        var cleaning = TextCleaning.None.Lower().RemoveHtml(" ").RemoveUrls("<url>").RemoveMentions().RemoveRetweetMarks().RemovePunctuation(" ")
            .ReplacePattern("é+\"\\s", "e").ReplaceText("\n", " ").RemoveWords(["the", "don't"]).KeepAlphabeticWords().CollapseWhiteSpace();

        var back = TextCleaning.FromJson(cleaning.ToJson());

        Assert.Equal(cleaning, back);
        Assert.Equal(cleaning.GetHashCode(), back.GetHashCode());
        Assert.Equal(cleaning.ToJson(), back.ToJson());
        Assert.NotEqual(cleaning, back.Lower());
        Assert.Equal("""[{"step":"remove_html","with":""},{"step":"lower"}]""", TextCleaning.None.RemoveHtml().Lower().ToJson());
        Assert.Equal(CleaningStepKind.All.Count, cleaning.Steps.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"with": ""}]""")]
    [InlineData("""[{"step": "shout"}]""")]
    [InlineData("""[{"step": "remove_html"}]""")]
    [InlineData("""[{"step": "lower", "with": ""}]""")]
    [InlineData("""[{"step": "remove_html", "with": null}]""")]
    [InlineData("""[{"step": "replace_pattern", "pattern": "(", "with": ""}]""")]
    [InlineData("""[{"step": "replace_pattern", "pattern": "(a)\\1", "with": ""}]""")]
    [InlineData("""[{"step": "replace_text", "text": "", "with": "x"}]""")]
    public void JSON_that_is_no_cleaning_is_a_format_error(string json) => Assert.Throws<FormatException>(() => TextCleaning.FromJson(json));

    [Fact]
    public void Senseless_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TextCleaning.None.RemoveWords(["two words"]));
        Assert.Throws<ArgumentException>(() => TextCleaning.None.ReplaceText("", "x"));
        Assert.Throws<ArgumentException>(() => TextCleaning.None.ReplacePattern("(?=a)", "x"));
    }

    [Fact]
    public void The_stop_words_are_those_of_NLTK()
    {
        Assert.Equal(179, EnglishStopWords.Words.Count);
        Assert.Equal(179, EnglishStopWords.Words.Distinct().Count());
        Assert.Equal("wouldn't", EnglishStopWords.Words[^1]);
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal("title", TextCleaning.None.RemoveUrls().Lower().Apply("HTTPS://I.x TITLE").Trim());
        }
    }
}
