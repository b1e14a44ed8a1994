using System.Text;

namespace Valence.Text.Tests;

/// <summary>Real files of many makers, each read with options and no special case.</summary>
public sealed class KnownDataTests
{
    private static readonly TextFileOptions TabsWithoutHeader = new()
    {
        Delimiter = '\t',
        Quote = null,
        HasHeader = false,
        TextColumns = [0],
        LabelColumn = 1,
        RequireLabels = true
    };
    private static readonly TextFileOptions LabelFirst = new()
    {
        Delimiter = ' ',
        Quote = null,
        HasHeader = false,
        MaxColumns = 2,
        LabelColumn = 0,
        TextColumns = [1],
        RequireLabels = true
    };

    [Theory]
    [InlineData("imdb/train.csv.gz", 25_000, "negative,positive")]
    [InlineData("imdb/test.csv.gz", 25_000, "negative,positive")]
    [InlineData("imdb/kaggle_50k.csv.gz", 50_000, "negative,positive")]
    [InlineData("ag_news/noisyag_train10000.csv.gz", 10_000, "0,1,2,3")]
    public void Files_with_usual_column_names_need_no_options(string file, int rows, string labels) =>
        Check(file, new() { RequireLabels = true }, rows, labels);

    [Fact]
    public void Tweets_have_a_column_of_labels_that_must_be_named() =>
        Check("twitter_airline/Tweets.csv.gz", new() { LabelColumn = "airline_sentiment" }, 14_640,
            "negative,neutral,positive");

    [Fact]
    public void AG_News_has_no_header_and_two_columns_of_text()
    {
        Check("ag_news/test.csv.gz", new() { HasHeader = false, LabelColumn = 0, TextColumns = [1, 2] }, 7_600,
            "1,2,3,4");
        Check("ag_news/lst11111_train5000.csv.gz", new() { HasHeader = false, LabelColumn = 1, TextColumns = [0] },
            5_000, "0,1,2,3");
    }

    [Theory]
    [InlineData("uci_sentences/amazon_cells_labelled.txt", 1000)]
    [InlineData("uci_sentences/imdb_labelled.txt", 1000)]
    [InlineData("uci_sentences/yelp_labelled.txt", 1000)]
    [InlineData("sst/sst2_sentences_train.tsv", 6920)]
    [InlineData("sst/sst2_phrases_train.tsv.gz", 67_349)]
    public void Tab_separated_sentences_quote_nothing(string file, int rows) =>
        Check(file, TabsWithoutHeader, rows, "0,1");

    [Fact]
    public void Emotions_stand_behind_a_semicolon()
    {
        Check("emotion/train.txt.gz", new() { Delimiter = ';' }, 16_000, "anger,fear,joy,love,sadness,surprise");
        Check("emotion/test.txt", new() { Delimiter = ';' }, 2_000, "anger,fear,joy,love,sadness,surprise");
    }

    [Fact]
    public void Labels_may_stand_before_the_text()
    {
        Check("sst/stsa.fine.test", LabelFirst, 2210, "0,1,2,3,4");
        Check("trec/TREC.train.all", LabelFirst with { Encoding = Encoding.Latin1 }, 5452, "0,1,2,3,4,5");
        Check("trec/TREC.test", LabelFirst with { Delimiter = ':', Encoding = Encoding.Latin1 }, 500,
            "ABBR,DESC,ENTY,HUM,LOC,NUM");
    }

    [Fact]
    public void Lines_may_be_Latin1_or_gzipped()
    {
        Check("rt_polarity/rt-polarity.neg", new() { Encoding = Encoding.Latin1 }, 5331, "");
        Check("rt_polarity/rt-polarity.pos", new() { Encoding = Encoding.Latin1 }, 5331, "");
        Check("imdb/unsup.txt.gz", new(), 50_000, "");
    }

    [Theory]
    [InlineData("trec/TREC.test", 500, 42, null)]
    [InlineData("trec/TREC.train", 5452, 50, 1252)]
    [InlineData("trec/TREC.train.all", 5452, 6, 1252)]
    [InlineData("sst/stsa.fine.dev", 1101, 5, null)]
    [InlineData("uci_sentences/amazon_cells_labelled.txt", 1000, 2, null)]
    [InlineData("uci_sentences/yelp_labelled.txt", 1000, 2, null)]
    [InlineData("emotion/test.txt", 2000, 6, null)]
    [InlineData("emotion/train.txt.gz", 16_000, 6, null)]
    public void Files_of_labels_and_texts_need_no_options(string file, int rows, int labels, int? codePage)
    {
        var texts = LabelledTexts.Read(SharedFolder.Path(["data", .. file.Split('/')]), new()
        {
            RequireLabels = true,
            Encoding = codePage is { } page ? CodePagesEncodingProvider.Instance.GetEncoding(page) : null,
        }).ToArray();
        Assert.Equal((rows, labels), (texts.Length, texts.Select(row => row.Label).Distinct().Count()));
        Assert.All(texts, row => Assert.DoesNotContain('\t', row.Text));
    }

    [Theory]
    [InlineData("BR-002/headlines.json", 24)]
    [InlineData("users/array.json", 2)]
    [InlineData("users/fasttext.txt", 2)]
    [InlineData("users/label-space-text.txt", 4)]
    public void Files_that_users_could_not_read_are_read(string file, int rows) =>
        Assert.Equal(rows, LabelledTexts.Read(SharedFolder.Path(["reports", .. file.Split('/')]), new()
        {
            RequireLabels = true,
            LabelColumn = file.StartsWith("BR", StringComparison.Ordinal) ? "is_sarcastic" : default(Column?),
        }).Count());

    [Fact]
    public void A_tape_archive_is_told_to_be_binary() =>
        Assert.Contains("binary",
            Assert.Throws<DataFileException>(() =>
                LabelledTexts.Read(SharedFolder.Path("data", "20newsgroups", "20news-bydate.tar.gz"))).Message);

    private static void Check(string file, TextFileOptions options, int rows, string labels)
    {
        var texts = LabelledTexts.Read(SharedFolder.Path(["data", .. file.Split('/')]), options).ToArray();

        Assert.Equal(rows, texts.Length);
        Assert.All(texts, row => Assert.NotEmpty(row.Text));
        Assert.Equal(labels,
            string.Join(',', texts.Select(row => row.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)));
    }
}
