using System.Text;

namespace Valence.Text.Tests;

public sealed class TextFilesTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_columns_are_found_by_their_usual_names()
    {
        var path = _folder.Write("a.csv", "id,rating,Sentiment,Review\n7,1,negative,bad film\n8,9, positive ,good film\n");
        Assert.Equal([new("bad film", "negative", 2), new("good film", "positive", 3)], Read(path));
    }

    [Fact]
    public void Csv_fields_in_quotes_keep_delimiters_quotes_and_line_breaks()
    {
        var path = _folder.Write("a.csv", "text,label\n\"one, \"\"two\"\"\nthree\",x\n\nfour,y");
        Assert.Equal([new("one, \"two\"\nthree", "x", 2), new("four", "y", 5)], Read(path));
    }

    [Fact]
    public void Csv_with_windows_line_ends_and_a_byte_order_mark_reads_the_same()
    {
        var path = _folder.Write("a.csv", "\ufefftext,label\r\n\"a\r\nb\",x\r\nc,y\r\n");
        Assert.Equal([new("a\r\nb", "x", 2), new("c", "y", 4)], Read(path));
    }

    [Fact]
    public void Quotes_inside_an_unquoted_field_are_ordinary()
    {
        var path = _folder.Write("a.csv", "text,label\na 5\" disk,x\n");
        Assert.Equal([new("a 5\" disk", "x", 2)], Read(path));
    }

    [Fact]
    public void Tsv_separates_by_tabs()
    {
        var path = _folder.Write("a.tsv", "label\tsentence\n1\ta, b\n");
        Assert.Equal([new("a, b", "1", 2)], Read(path));
    }

    [Fact]
    public void Unquoted_files_keep_every_quote()
    {
        var path = _folder.Write("a.txt", "\" hello\t1\n\"you\" said\t0\n");
        var options = new TextFileOptions { Format = TextFileFormat.Tsv, HasHeader = false, TextColumn = "0", Quoted = false };
        Assert.Equal([new("\" hello", "1", 1), new("\"you\" said", "0", 2)], Read(path, options));
    }

    [Fact]
    public void Another_delimiter_can_be_named()
    {
        var path = _folder.Write("a.txt", "text;label_name\ni feel low;sadness\n");
        Assert.Equal([new("i feel low", "sadness", 2)], Read(path, new() { Format = TextFileFormat.Csv, Delimiter = ';' }));
    }

    [Fact]
    public void The_other_column_of_two_is_the_label()
    {
        var path = _folder.Write("a.csv", "review,verdict\ngood,up\n");
        Assert.Equal([new("good", "up", 2)], Read(path));
    }

    [Fact]
    public void The_other_column_of_two_is_the_text()
    {
        var path = _folder.Write("a.csv", "opinion,label\ngood,up\n");
        Assert.Equal([new("good", "up", 2)], Read(path));
    }

    [Fact]
    public void A_column_of_row_numbers_is_no_label()
    {
        var path = _folder.Write("a.csv", "id,text\n1,good\n");
        Assert.Equal([new("good", null, 2)], Read(path));
    }

    [Fact]
    public void Named_columns_win_over_usual_names()
    {
        var path = _folder.Write("a.csv", "text,label,title,Stars\nlong,x,short,5\n");
        Assert.Equal([new("short", "5", 2)], Read(path, new() { TextColumn = "title", LabelColumn = "stars" }));
    }

    [Fact]
    public void A_file_of_one_column_without_header_holds_texts()
    {
        var path = _folder.Write("a.csv", "good\nbad\n");
        Assert.Equal([new("good", null, 1), new("bad", null, 2)], Read(path, new() { HasHeader = false }));
    }

    [Fact]
    public void Json_lines_take_texts_and_numbers_as_labels()
    {
        var path = _folder.Write("a.jsonl", "{\"text\": \"caf\\u00e9 \\\"x\\\"\", \"label\": 1}\r\n\n{\"label\": \"b\", \"text\": \"y\", \"more\": [1]}\n{\"text\":\"z\",\"label\":null}");
        Assert.Equal([new("café \"x\"", "1", 1), new("y", "b", 3), new("z", null, 4)], Read(path));
    }

    [Fact]
    public void Json_lines_are_known_by_their_content()
    {
        var path = _folder.Write("a.json", "\n {\"text\":\"x\"}\n");
        Assert.Equal([new("x", null, 2)], Read(path));
    }

    [Fact]
    public void Plain_lines_keep_empty_ones_so_that_rows_stay_aligned()
    {
        var path = _folder.Write("a.txt", "one\r\n\r\nthree, 3\n");
        Assert.Equal([new("one", null, 1), new("", null, 2), new("three, 3", null, 3)], Read(path));
    }

    [Fact]
    public void The_label_may_come_first_on_the_line()
    {
        var path = _folder.Write("a.txt", "NUM:dist How far is it ?\nLOC:city Which one ?\n");
        Assert.Equal([new("How far is it ?", "NUM:dist", 1), new("Which one ?", "LOC:city", 2)], Read(path, new() { Format = TextFileFormat.LabelFirst }));
    }

    [Fact]
    public void Class_folders_are_read_in_order_of_their_names()
    {
        _folder.Write("train/unsup/1.txt", "who knows\n");
        _folder.Write("train/pos/2.txt", "good 2");
        _folder.Write("train/pos/1.txt", "good 1");
        _folder.Write("train/neg/1.txt.gz", DataFolder.Gzipped("bad"));
        _folder.Write("train/neg/.hidden", "not a text");
        _folder.Write("train/urls.txt", "not a text");
        Assert.Equal(
            [new("bad", "neg", 1), new("good 1", "pos", 2), new("good 2", "pos", 3), new("who knows\n", "unsup", 4)],
            Read(Path.Combine(_folder.Root, "train")));
    }

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv")]
    public void Gzipped_files_are_known_by_their_first_bytes(string name)
    {
        var path = _folder.WriteGzipped(name, "text,label\nx,y\n");
        Assert.Equal([new("x", "y", 2)], Read(path));
    }

    [Fact]
    public void A_plain_file_with_the_extension_gz_is_read_as_it_is()
    {
        var path = _folder.Write("a.csv.gz", "text,label\nx,y\n");
        Assert.Equal([new("x", "y", 2)], Read(path));
    }

    [Fact]
    public void Latin_1_is_read_when_named()
    {
        var path = _folder.Write("a.txt", "café\n", Encoding.Latin1);
        Assert.Equal([new("café", null, 1)], Read(path, new() { Encoding = Encoding.Latin1 }));
    }

    [Fact]
    public void Utf_16_is_known_by_its_byte_order_mark()
    {
        var path = _folder.Write("a.csv", "\ufefftext,label\r\ncafé €,y\r\n", Encoding.Unicode);
        Assert.Equal([new("café €", "y", 2)], Read(path));
    }

    [Theory]
    [InlineData("a.csv", "text,label\n\"", "\",y\n")]
    [InlineData("a.jsonl", "{\"text\":\"", "\",\"label\":\"y\"}")]
    public void A_field_of_five_megabytes_is_read(string name, string before, string after)
    {
        var text = string.Concat(Enumerable.Repeat("größer € 😀 ", 420_000));
        var row = Assert.Single(Read(_folder.Write(name, before + text + after)));
        Assert.Equal(text, row.Text);
        Assert.Equal("y", row.Label);
    }

    [Fact]
    public void Characters_of_several_bytes_survive_every_buffer_boundary()
    {
        var line = "a€😀é";
        for (var shift = 0; shift < 10; shift++)
        {
            var content = new string('x', shift) + string.Concat(Enumerable.Repeat(line, 15_000));
            Assert.Equal(content, Assert.Single(Read(_folder.Write($"{shift}.txt", content))).Text);
        }
    }

    [Fact]
    public void Reading_streams_and_stops_when_asked()
    {
        var path = _folder.Write("a.csv", "text,label\n" + string.Concat(Enumerable.Repeat("x,y\n", 100_000)) + "too,many,fields\n");
        Assert.Equal(3, TextFiles.Read(path).Take(3).Count());
    }

    private static List<LabelledText> Read(string path, TextFileOptions? options = null) => [.. TextFiles.Read(path, options)];
}
