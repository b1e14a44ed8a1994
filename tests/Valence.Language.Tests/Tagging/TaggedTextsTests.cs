using System.IO.Compression;
using System.Text;
using Valence.Tests.Pretrained;
using Valence.Text;

namespace Valence.Language.Tests.Tagging;

public class TaggedTextsTests
{
    [Fact]
    public void Columns_are_read_with_their_lines()
    {
        var texts = Read("-DOCSTART-\tO\n\n# text = New York is\nNew\tB-x\nYork\tI-x\n#\tO\n\t\n \n# b\nRome\tB-x\n");
        Assert.Equal(["New York #", "Rome"], texts.Select(text => text.Text));
        Assert.Equal([4, 10], texts.Select(text => text.Row));
        Assert.Equal(["B-x", "I-x", "O"], texts[0].Labels());
        Assert.Same(LabelScheme.Bio, texts[0].Scheme);
    }

    [Fact]
    public void Between_blanks_a_number_sign_is_a_word()
    {
        var text = Assert.Single(Read("# NN O\nEU  NNP B-ORG\r\nrejects VBZ O"));
        Assert.Equal("# EU rejects", text.Text);
        Assert.Equal(["O", "B-ORG", "O"], text.Labels());
    }

    [Theory]
    [InlineData("a B-x\nb B-x\nc I-x\n", "BIO")]
    [InlineData("a I-x\nb B-x\nc I-x\n", "IOB1")]
    [InlineData("a I-x\nb E-x\nc E-x\n", "IOE2")]
    [InlineData("a I-x\nb E-x\nc I-x\n", "IOE1")]
    [InlineData("a B-x\nb E-x\nc O\n", "BIOES")]
    [InlineData("a S-x\nb O\n", "BIOES")]
    [InlineData("a B-x\nb L-x\nc U-y\n", "BILOU")]
    [InlineData("a DET\nb NOUN\nc X\n", "words")]
    [InlineData("a B\nb I\nc O\n", "BIO")]
    public void The_scheme_is_found_by_the_labels(string content, string scheme) =>
        Assert.Equal(scheme, Assert.Single(Read(content)).Scheme.Name);

    [Fact]
    public void Columns_and_scheme_can_be_said()
    {
        var options = new TaggedTextOptions { WordColumn = 1, LabelColumn = 3, Scheme = LabelScheme.Words };
        var text = Assert.Single(Read("# sent_id = 1\n1\tGo\tgo\tVERB\t_\n2\t!\t!\tPUNCT\t_\n", options));
        Assert.Equal(("Go !", "VERB PUNCT"), (text.Text, string.Join(' ', text.Labels())));
    }

    [Theory]
    [InlineData("a\tB-y\nb\tO\nc\tI-x\n", 3, "continues nothing of its type")]
    [InlineData("a B-x\nb I-x\n\nc E-x\n", 2, "does not end an entity")]
    [InlineData("a\tO\nb\n", 2, "expected 2 columns with tabs between as in line 1, found 1")]
    [InlineData("a O\nb x O\n", 2, "expected 2 columns with blanks between as in line 1, found 3")]
    [InlineData("a\tO\nb\t\n", 2, "the word 'b' has no label")]
    [InlineData("a\tO\n\tO\n", 2, "expected a word, found an empty column")]
    [InlineData("word\n", 1, "found 1 column")]
    [InlineData("a B-x\nb PER\n", 2, "found 'PER' among them")]
    [InlineData("a B-x\nb L-x\nc S-x\n", 2, "found 'L-x' among them")]
    [InlineData("\n \n", null, "the file has no texts")]
    [InlineData("-DOCSTART- O\n", null, "the file has no texts")]
    public void What_is_wrong_with_columns_is_told_with_its_line(string content, int? line, string problem) =>
        Wrong(content, line, problem);

    [Theory]
    [InlineData("""{"text": "Oslo won", "spans": [{"start": 0, "end": 4, "label": "place"}]}""")]
    [InlineData("""{"text": "Oslo won", "entities": [[0, 4, "place"]], "id": 3}""")]
    [InlineData("""{"text": "Oslo won", "label": [[0, 4, "place"]], "spans": null}""")]
    [InlineData("""{"text": "Oslo won", "entities": [{"label": "place", "start_offset": 0, "end_offset": 4}]}""")]
    [InlineData("""[{"text": "Oslo won", "labels": [[0, 4, "place"]]}]""")]
    public void Json_is_read_in_its_common_shapes(string content)
    {
        var text = Assert.Single(Read(content));
        Assert.Equal(("Oslo won", 1), (text.Text, text.Row));
        Assert.Equal([new TaggedSpan(0, 4, "place")], text.Spans);
    }

    [Theory]
    [InlineData("""{"text": "ab cd", "spans": [{"start": 0, "end": 9, "label": "x"}]}""", "is beyond the text")]
    [InlineData("""{"text": "ab cd", "spans": [{"start": 2, "end": 1, "label": "x"}]}""", "ends before it begins")]
    [InlineData("""{"text": "ab cd", "spans": [{"start": 0, "end": 2}]}""", "has no label")]
    [InlineData("""{"text": "ab cd", "spans": [{"start": 0, "label": "x"}]}""", "has no 'end'")]
    [InlineData("""{"text": "ab cd", "entities": [[0, 2, "x"], [1, 2, "x"]]}""", "overlaps the span 'x' from 0 to 2")]
    [InlineData("""{"text": "ab cd", "entities": [[0, 2, ""]]}""", "has no label")]
    [InlineData("""{"text": "ab cd", "entities": [[0, 2]]}""", "found 2 values")]
    [InlineData("""{"text": "ab cd", "entities": [[0.5, 2, "x"]]}""", "expected a whole number")]
    [InlineData("""{"text": "ab cd", "entities": [[0, 3, "x"]]}""", "ends with white space")]
    [InlineData("""{"text": "ab cd"}""", "Write [] where there are none")]
    [InlineData("""{"text": "ab cd", "spans": [], "label": []}""", "Keep one of them")]
    [InlineData("""{"text": "ab cd", "label": "pos"}""", "expected an array of spans under 'label'")]
    [InlineData("""{"text": " ", "label": []}""", "the text has no words")]
    [InlineData("""{"text": 3, "label": []}""", "expected a text under 'text'")]
    [InlineData("""{"text": "👍 cd", "spans": [[2, 4, "x"]]}""", "TaggedTextOptions.Positions")]
    [InlineData("""{"text": "ab", "spans": [[0, 2, "x"]]""", "is not valid JSON")]
    public void What_is_wrong_with_json_is_told_with_its_line(string content, string problem) =>
        Wrong("""{"text": "a", "spans": []}""" + "\n" + content + "\n", 2, problem);

    [Fact]
    public void Positions_are_those_that_the_file_counts()
    {
        const string content = """{"text": "👍 Oslo 👍", "spans": [[2, 6, "x"]]}""";
        Assert.Equal([new TaggedSpan(3, 7, "x")],
            Assert.Single(Read(content, new() { Positions = SpanPositions.CodePoints })).Spans);
        Wrong(content, 1, "begins or ends with white space", new() { Positions = SpanPositions.Utf16 });
        Wrong(content.Replace("2, 6", "1, 2", StringComparison.Ordinal), 1, "within a character of two",
            new() { Positions = SpanPositions.Utf16 });
        Wrong(content.Replace("2, 6", "2, 9", StringComparison.Ordinal), 1, "which has 8 characters",
            new() { Positions = SpanPositions.CodePoints });
        Assert.Equal([new TaggedSpan(0, 2, "x")],
            Assert.Single(Read("""{"text": "ab 👍", "spans": [[0, 2, "x"]]}""")).Spans);
    }

    [Fact]
    public void Gzipped_and_other_bytes_are_read_as_texts_are()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("\uFEFFé\tB-x\n"u8);
        Assert.Equal("é", Assert.Single(TaggedTexts.Read(new MemoryStream(packed.ToArray()), "x.gz")).Text);
        Assert.Throws<DataFileException>(() => TaggedTexts.Read(new MemoryStream([(byte)'a', 0xE9, (byte)'\n']), "x"));
        Assert.Equal("é", Assert.Single(TaggedTexts.Read(new MemoryStream([0xE9, (byte)' ', (byte)'O']), "x",
            new() { Encoding = Encoding.Latin1 })).Text);
        Assert.Throws<DataFileException>(() => TaggedTexts.Read("no such file"));
    }

    [Theory]
    [InlineData("wnut17train.conll", 3394)]
    [InlineData("emerging.dev.conll", 1009)]
    [InlineData("emerging.test.annotated", 1287)]
    public void Tweets_of_WNUT_are_read(string name, int sentences)
    {
        var path = ReferenceFolder.Path("data", "wnut17", name);
        var texts = TaggedTexts.Read(path);
        Assert.Equal(sentences, texts.Count);
        Assert.All(texts, text => Assert.Same(LabelScheme.Bio, text.Scheme));
        // Every line with a word, in order.
        var lines = File.ReadLines(path).Where(line => line.Trim().Length > 0).Select(line => line.Split('\t'));
        Assert.Equal(lines.Select(cells => (cells[0].Trim(), cells[1].Trim())), texts.SelectMany(text =>
            text.Labels().Select((label, i) => (text.Word(i), label))));
    }

    private static IReadOnlyList<TaggedText> Read(string content, TaggedTextOptions? options = null) =>
        TaggedTexts.Read(new MemoryStream(Encoding.UTF8.GetBytes(content)), "file", options);

    private static void Wrong(string content, int? line, string problem, TaggedTextOptions? options = null)
    {
        var error = Assert.Throws<DataFileException>(() => Read(content, options));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Row);
        Assert.StartsWith(line is null ? "file: " : $"file, line {line}: ", error.Message, StringComparison.Ordinal);
    }
}
