using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>Which columns hold texts and labels.</summary>
public sealed class TextColumnTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_takes_columns_by_name_by_position_and_several_as_one_text()
    {
        var path = _folder.Write("a.csv", "class,title,description\n3,One,two\n");
        Assert.Equal([new LabelledText("One two", "3", 2)],
            LabelledTexts.Read(path, new() { TextColumns = ["title", "Description"] }));
        Assert.Equal([new LabelledText("two", "One", 2)],
            LabelledTexts.Read(path, new() { TextColumns = [2], LabelColumn = 1 }));
        Assert.Equal([new LabelledText("class", "title", 1), new("3", "One", 2)],
            LabelledTexts.Read(path, new() { HasHeader = false, TextColumns = [0], LabelColumn = 1 }));
    }

    [Fact]
    public void Read_recognises_usual_names_of_columns()
    {
        Assert.Equal([new LabelledText("b", "a", 2)],
            LabelledTexts.Read(_folder.Write("a.csv", "airline_sentiment, Tweet ,x\na,b,c\n")));
        Assert.Equal([new LabelledText("a", null, 2)], LabelledTexts.Read(_folder.Write("b.csv", "anything\na\n")));
    }

    [Theory]
    [InlineData("a.csv", "id,subject,body,label\n1,a,b,c\n", "The text is the column 'body', by its name; not read: "
        + "'id', 'subject'.")]
    [InlineData("a.jsonl", """{"title":"a","text":"b","label":"c"}""", "The text is the column 'text', by its name; not "
        + "read: 'title'.")]
    [InlineData("a.csv", "body,label\nb,c\n", null)]
    [InlineData("a.csv", "body\nb\n", null)]
    public void Read_says_what_it_does_not_read_where_it_found_the_text_itself(string name, string content,
        string? said)
    {
        var doubts = new List<FileDoubt>();
        TextFileOptions options = new() { Doubted = doubts.Add };
        var path = _folder.Write(name, content);
        Assert.Equal("b", LabelledTexts.Read(path, options).Single().Text);
        Assert.Equal(said is null ? [] : [said], doubts.Select(doubt => doubt.Looks));
        doubts.Clear();
        Column named = content[0] == '{' ? "text" : "body";
        Assert.Single(LabelledTexts.Read(path, options with { TextColumns = [named] }));
        Assert.Empty(doubts);
    }

    [Theory]
    [InlineData("text,review,label\na,b,c\n", "'text', 'review'")]
    [InlineData("text,label,class\na,b,c\n", "'label', 'class'")]
    [InlineData("x,y\na,b\n", "'x', 'y'")]
    public void Read_lists_the_columns_when_it_is_not_clear_which_to_take(string csv, string listed) =>
        Assert.Contains(listed, Error(_folder.Write("a.csv", csv)).Message);

    [Fact]
    public void Read_lists_the_columns_when_one_is_missing()
    {
        var path = _folder.Write("a.csv", "id,review\n1,a\n");
        Assert.Contains("no column 'text'. The columns are 'id', 'review'.",
            Error(path, new() { TextColumns = ["text"] }).Message);
        Assert.Contains("no column number 2", Error(path, new() { TextColumns = [2] }).Message);
        Assert.Contains("LabelColumn", Error(path, new() { RequireLabels = true }).Message);
        Assert.Contains("at once", Error(path, new() { TextColumns = [1], LabelColumn = 1 }).Message);
    }

    [Fact]
    public void Read_takes_columns_as_people_call_them()
    {
        var path = _folder.Write("a.csv", "2,text,1\na,b,c\n");
        Assert.Equal([new LabelledText("b", "c", 2)],
            LabelledTexts.Read(path, new() { TextColumns = [Column.Parse("TEXT")], LabelColumn = Column.Parse("1") }));
        Assert.Equal([new LabelledText("a", "c", 2)],
            LabelledTexts.Read(path, new() { TextColumns = [Column.Parse("2")], LabelColumn = Column.Parse("3") }));
        Assert.Equal([new("2", "text", 1), new LabelledText("a", "b", 2)],
            LabelledTexts.Read(
                path, new() { HasHeader = false, TextColumns = [Column.Parse("1")], LabelColumn = Column.Parse("2") }));
        Assert.Contains("no column '4', counting from 1",
            Error(path, new() { TextColumns = [Column.Parse("4")] }).Message);
        Assert.Contains("no column '0', counting from 1",
            Error(path, new() { TextColumns = [Column.Parse("0")] }).Message);
        Assert.Contains("no column 'text': give its number, counting from 1",
            Error(path, new() { HasHeader = false, TextColumns = [Column.Parse("text")] }).Message);
        Assert.Contains("no column 'text': give its number, counting from 0",
            Error(path, new() { HasHeader = false, TextColumns = ["text"] }).Message);
    }

    [Fact]
    public void Read_takes_an_only_column_whatever_characters_its_name_holds() =>
        Assert.Equal("a", LabelledTexts.Read(_folder.Write("a.csv", "what they said; in short\na\n")).Single().Text);

    [Theory]
    [InlineData("revew", "review")]
    [InlineData("reviews", "review")]
    [InlineData("rating", "star_rating")]
    [InlineData("zebra", null)]
    public void Read_asks_whether_a_near_name_was_meant(string given, string? near)
    {
        var message = Error(_folder.Write("a.csv", "id,review,star_rating\n1,a,5\n"),
            new() { TextColumns = [given] }).Message;
        if (near is null) Assert.DoesNotContain("Did you mean", message);
        else Assert.Contains($"there is no column '{given}'. Did you mean '{near}'? The columns are 'id', 'review', "
            + "'star_rating'.", message);
    }
}
