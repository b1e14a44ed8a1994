using System.Text;

namespace Valence.Text.Tests;

public sealed class SharedTextFilesTests
{
    private static readonly TextFileOptions Tabs = new() { Format = TextFileFormat.Tsv, HasHeader = false, Quoted = false, TextColumn = "0", RequireLabels = true };

    [Theory]
    [InlineData("imdb/train.csv.gz", 25_000)]
    [InlineData("imdb/test.csv.gz", 25_000)]
    [InlineData("imdb/kaggle_50k.csv.gz", 50_000)]
    public void Imdb_reviews_are_half_positive_and_half_negative(string name, int count)
    {
        var labels = TextFiles.Read(SharedData.Find(name), new() { RequireLabels = true }).CountBy(row => row.Label ?? "none").ToDictionary();
        Assert.Equal(2, labels.Count);
        Assert.Equal((count / 2, count / 2), (labels["positive"], labels["negative"]));
    }

    [Fact]
    public void The_first_imdb_review_is_whole()
    {
        var first = TextFiles.Read(SharedData.Find("imdb/train.csv.gz")).First();
        Assert.StartsWith("Story of a man who has unnatural feelings for a pig.", first.Text, StringComparison.Ordinal);
        Assert.Equal(("negative", 2), (first.Label, first.Row));
    }

    [Fact]
    public void Unlabelled_imdb_reviews_are_lines() => Assert.Equal(50_000, TextFiles.Read(SharedData.Find("imdb/unsup.txt.gz")).Count(row => row.Label is null));

    [Fact]
    public void Airline_tweets_name_their_label_column()
    {
        var rows = TextFiles.Read(SharedData.Find("twitter_airline/Tweets.csv.gz"), new() { LabelColumn = "airline_sentiment", RequireLabels = true }).ToList();
        Assert.Equal(14_640, rows.Count);
        Assert.Equal(9_178, rows.Count(row => row.Label == "negative"));
        Assert.Equal("@VirginAmerica What @dhepburn said.", rows[0].Text);
    }

    [Theory]
    [InlineData("ag_news/test.csv.gz", 7_600, "2", "0", false)]
    [InlineData("ag_news/lst11111_train5000.csv.gz", 5_000, "0", "1", false)]
    [InlineData("ag_news/noisyag_train10000.csv.gz", 10_000, null, null, true)]
    public void News_have_four_topics(string name, int count, string? text, string? label, bool header)
    {
        var rows = TextFiles.Read(SharedData.Find(name), new() { TextColumn = text, LabelColumn = label, HasHeader = header, RequireLabels = true }).ToList();
        Assert.Equal(count, rows.Count);
        Assert.Equal(4, rows.Select(row => row.Label).Distinct().Count());
    }

    [Theory]
    [InlineData("uci_sentences/imdb_labelled.txt", 1_000)]
    [InlineData("uci_sentences/yelp_labelled.txt", 1_000)]
    [InlineData("uci_sentences/amazon_cells_labelled.txt", 1_000)]
    [InlineData("sst/sst2_sentences_train.tsv", 6_920)]
    [InlineData("sst/sst2_sentences_dev.tsv", 872)]
    [InlineData("sst/sst2_sentences_test.tsv", 1_821)]
    [InlineData("sst/sst2_phrases_train.tsv.gz", 67_349)]
    public void Tab_separated_sentences_have_two_classes(string name, int count)
    {
        var rows = TextFiles.Read(SharedData.Find(name), Tabs).ToList();
        Assert.Equal(count, rows.Count);
        Assert.Equal(["0", "1"], rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("emotion/train.txt.gz", 16_000)]
    [InlineData("emotion/val.txt", 2_000)]
    public void Emotions_are_separated_by_semicolons(string name, int count)
    {
        var rows = TextFiles.Read(SharedData.Find(name), new() { Format = TextFileFormat.Csv, Delimiter = ';', RequireLabels = true }).ToList();
        Assert.Equal(count, rows.Count);
        Assert.Equal(6, rows.Select(row => row.Label).Distinct().Count());
    }

    [Theory]
    [InlineData("trec/TREC.train", 5_452, 50)]
    [InlineData("trec/TREC.train.all", 5_452, 6)]
    [InlineData("sst/stsa.fine.train", 8_544, 5)]
    public void Labels_that_come_first_are_read(string name, int count, int classes)
    {
        var rows = TextFiles.Read(SharedData.Find(name), new() { Format = TextFileFormat.LabelFirst, Encoding = Encoding.Latin1 }).ToList();
        Assert.Equal(count, rows.Count);
        Assert.Equal(classes, rows.Select(row => row.Label).Distinct().Count());
    }

    [Fact]
    public void Latin_1_data_read_as_utf_8_is_refused()
    {
        var path = SharedData.Find("trec/TREC.train");
        var error = Assert.Throws<DataFileException>(() => TextFiles.Read(path, new() { Format = TextFileFormat.LabelFirst }).Count());
        Assert.True(error.Row > 1);
    }
}
