using System.Text;

namespace Valence.Text.Tests;

public sealed class LabelledTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_keeps_delimiters_quotes_and_new_lines_inside_quotes()
    {
        var path = _folder.Write("a.csv", "id,review,sentiment\r\n1,\"good, \"\"really\"\"\r\nyes\",pos\r\n\r\n2,5\" disk, neg \r\n");

        Assert.Equal([new LabelledText("good, \"really\"\r\nyes", "pos", 2), new("5\" disk", "neg", 5)], LabelledTexts.Read(path));
    }

    [Fact]
    public void Read_skips_the_byte_order_mark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "text,label\nhéllo,1\n"u8];
        Assert.Equal([new LabelledText("héllo", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv", bytes)));
        Assert.Equal([new LabelledText("héllo", "1", 2)], LabelledTexts.Read(_folder.Write("b.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("text,label\nhéllo,1\n")])));
    }

    [Fact]
    public void Read_recognises_gzip_by_content()
    {
        var packed = TemporaryFolder.Gzip("text,label\na,1\n"u8.ToArray());
        Assert.Equal([new LabelledText("a", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv", packed)));
        Assert.Equal([new LabelledText("a", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv.gz", packed)));
        Assert.Equal([new LabelledText("a", "1", 2)], LabelledTexts.Read(_folder.Write("not.csv.gz", "text,label\na,1\n")));
        Assert.Equal([new("text,label", null, 1), new LabelledText("a,1", null, 2), new("b", null, 3)], LabelledTexts.Read(_folder.Write("two.txt.gz", [.. packed, .. TemporaryFolder.Gzip("b"u8.ToArray())])));
    }

    [Fact]
    public void Read_refuses_a_gzipped_file_that_was_cut_short()
    {
        var packed = TemporaryFolder.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"text {i * 7919 % 10007}\n"))));
        var path = _folder.Write("a.txt.gz", packed[..(packed.Length / 2)]);
        Assert.Contains("cut short", Error(path).Message);
    }

    [Fact]
    public void Read_takes_columns_by_name_by_position_and_several_as_one_text()
    {
        var path = _folder.Write("a.csv", "class,title,description\n3,One,two\n");
        Assert.Equal([new LabelledText("One two", "3", 2)], LabelledTexts.Read(path, new() { TextColumns = ["title", "Description"] }));
        Assert.Equal([new LabelledText("two", "One", 2)], LabelledTexts.Read(path, new() { TextColumns = [2], LabelColumn = 1 }));
        Assert.Equal([new LabelledText("class", "title", 1), new("3", "One", 2)], LabelledTexts.Read(path, new() { HasHeader = false, TextColumns = [0], LabelColumn = 1 }));
    }

    [Fact]
    public void Read_takes_the_delimiter_from_the_extension_or_the_options()
    {
        Assert.Equal([new LabelledText("a, b", "1", 2)], LabelledTexts.Read(_folder.Write("a.tsv", "text\tlabel\na, b\t1\n")));
        Assert.Equal([new LabelledText("a, b", "1", 2)], LabelledTexts.Read(_folder.Write("a.txt", "text;label\na, b;1\n"), new() { Delimiter = ';' }));
    }

    [Fact]
    public void Read_leaves_quotes_alone_where_a_file_quotes_nothing()
    {
        var path = _folder.Write("a.tsv", "\" begins with a quote\t1\nsaid \"so\"\t0\n");
        Assert.Equal(
            [new LabelledText("\" begins with a quote", "1", 1), new("said \"so\"", "0", 2)],
            LabelledTexts.Read(path, new() { Quote = null, HasHeader = false, TextColumns = [0], LabelColumn = 1 }));
    }

    [Fact]
    public void Read_leaves_the_rest_of_the_line_to_the_last_column()
    {
        var path = _folder.Write("a.label", [.. "NUM:dist How far is it ?\nHUM:ind Who was Fran"u8, 0xE7, .. "ois ?\n"u8]);
        var options = new TextFileOptions { Delimiter = ' ', Quote = null, HasHeader = false, MaxColumns = 2, LabelColumn = 0, TextColumns = [1], Encoding = Encoding.Latin1 };
        Assert.Equal([new LabelledText("How far is it ?", "NUM:dist", 1), new("Who was François ?", "HUM:ind", 2)], LabelledTexts.Read(path, options));
    }

    [Fact]
    public void Read_takes_one_text_a_line_and_keeps_empty_ones() =>
        Assert.Equal([new LabelledText("a,b", null, 1), new("", null, 2), new("c\t\"d", null, 3)], LabelledTexts.Read(_folder.Write("a.txt", "a,b\n\nc\t\"d\n")));

    [Fact]
    public void Read_takes_JSON_lines_with_labels_of_any_plain_kind()
    {
        var path = _folder.Write("a.jsonl", """
            {"id": 1, "text": "a \"quoted\"\nline", "label": "pos"}

            {"label": 3, "text": "b"}
            {"text": "c", "label": true}
            {"text": "d", "label": null}
            {"text": "e"}
            """);
        Assert.Equal(
            [new LabelledText("a \"quoted\"\nline", "pos", 1), new("b", "3", 3), new("c", "true", 4), new("d", null, 5), new("e", null, 6)],
            LabelledTexts.Read(path));
    }

    [Fact]
    public void Read_takes_a_folder_of_class_folders_by_name()
    {
        _folder.Write("train/pos/1.txt", "good");
        _folder.Write("train/neg/10.txt", "bad");
        _folder.Write("train/neg/2.txt", "worse\n");
        _folder.Write("train/neg/notes.md", "no text");
        _folder.Write("train/.hidden/1.txt", "unseen");
        Assert.Equal(
            [new LabelledText("bad", "neg", 1), new("worse\n", "neg", 2), new("good", "pos", 3)],
            LabelledTexts.Read(Path.Combine(_folder.Path, "train")));
    }

    [Fact]
    public void Read_takes_a_text_of_five_megabytes()
    {
        var text = new string('x', 5_000_000);
        Assert.Equal(text, LabelledTexts.Read(_folder.Write("a.csv", $"text,label\n\"{text}\",1\n")).Single().Text);
    }

    [Fact]
    public void Read_recognises_usual_names_of_columns()
    {
        Assert.Equal([new LabelledText("b", "a", 2)], LabelledTexts.Read(_folder.Write("a.csv", "airline_sentiment, Tweet ,x\na,b,c\n")));
        Assert.Equal([new LabelledText("a", null, 2)], LabelledTexts.Read(_folder.Write("b.csv", "anything\na\n")));
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
        Assert.Contains("no column 'text'. The columns are 'id', 'review'.", Error(path, new() { TextColumns = ["text"] }).Message);
        Assert.Contains("no column number 2", Error(path, new() { TextColumns = [2] }).Message);
        Assert.Contains("LabelColumn", Error(path, new() { RequireLabels = true }).Message);
        Assert.Contains("at once", Error(path, new() { TextColumns = [1], LabelColumn = 1 }).Message);
    }

    [Fact]
    public void Read_takes_columns_as_people_call_them()
    {
        var path = _folder.Write("a.csv", "2,text,1\na,b,c\n");
        Assert.Equal([new LabelledText("b", "c", 2)], LabelledTexts.Read(path, new() { TextColumns = [Column.Parse("TEXT")], LabelColumn = Column.Parse("1") }));
        Assert.Equal([new LabelledText("a", "c", 2)], LabelledTexts.Read(path, new() { TextColumns = [Column.Parse("2")], LabelColumn = Column.Parse("3") }));
        Assert.Equal([new("2", "text", 1), new LabelledText("a", "b", 2)], LabelledTexts.Read(path, new() { HasHeader = false, TextColumns = [Column.Parse("1")], LabelColumn = Column.Parse("2") }));
        Assert.Contains("no column '4', counting from 1", Error(path, new() { TextColumns = [Column.Parse("4")] }).Message);
        Assert.Contains("no column '0', counting from 1", Error(path, new() { TextColumns = [Column.Parse("0")] }).Message);
        Assert.Contains("no column 'text': give its number, counting from 1", Error(path, new() { HasHeader = false, TextColumns = [Column.Parse("text")] }).Message);
        Assert.Contains("no column 'text': give its number, counting from 0", Error(path, new() { HasHeader = false, TextColumns = ["text"] }).Message);
    }

    [Theory]
    [InlineData("review;sentiment\ngood, really;1\n", "delimited by ';'", "Give TextFileOptions.Delimiter = ';'.")]
    [InlineData("review\tsentiment\ngood\t1\n", "delimited by a tab", "Give TextFileOptions.Delimiter = '\\t'.")]
    [InlineData("review|sentiment\ngood|1\n", "delimited by '|'", "Give TextFileOptions.Delimiter = '|'.")]
    public void Read_says_which_delimiter_an_uncut_header_seems_to_have(string csv, string looks, string advice)
    {
        foreach (var requireLabels in (bool[])[true, false])
        {
            var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = requireLabels });
            Assert.Contains(looks, error.Message);
            Assert.EndsWith(advice, error.Message);
            Assert.Equal(nameof(TextFileOptions.Delimiter), error.Advice!.Setting);
        }
    }

    [Fact]
    public void Read_takes_an_only_column_whatever_characters_its_name_holds() =>
        Assert.Equal("a", LabelledTexts.Read(_folder.Write("a.csv", "what they said; in short\na\n")).Single().Text);

    [Theory]
    [InlineData("The food was cold.,negative\nFine!,positive\n")]
    [InlineData("good,1\nbad,0\n")]
    [InlineData("a film that goes on for ever,mood\nb,c\n")]
    public void Read_says_that_a_first_row_looks_like_data(string csv)
    {
        var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = true });
        Assert.Contains("The first row looks like data. If it names no columns, give TextFileOptions.HasHeader = false.", error.Message);
    }

    [Theory]
    [InlineData("revew", "review")]
    [InlineData("reviews", "review")]
    [InlineData("rating", "star_rating")]
    [InlineData("zebra", null)]
    public void Read_asks_whether_a_near_name_was_meant(string given, string? near)
    {
        var message = Error(_folder.Write("a.csv", "id,review,star_rating\n1,a,5\n"), new() { TextColumns = [given] }).Message;
        if (near is null) Assert.DoesNotContain("Did you mean", message);
        else Assert.Contains($"there is no column '{given}'. Did you mean '{near}'? The columns are 'id', 'review', 'star_rating'.", message);
    }

    [Theory]
    [InlineData("text,label\na,1\nb,c,2\n", nameof(TextFileOptions.Delimiter))]
    [InlineData("text,label\n\"a\" b,1\n", nameof(TextFileOptions.Quote))]
    [InlineData("text,review,label\na,b,1\n", nameof(TextFileOptions.TextColumns))]
    [InlineData("text,label,class\na,b,1\n", nameof(TextFileOptions.LabelColumn))]
    public void Errors_name_the_setting_that_helps(string csv, string setting)
    {
        var error = Error(_folder.Write("a.csv", csv));
        Assert.Equal(setting, error.Advice!.Setting);
        Assert.Equal($"{error.Place}: {error.Problem} {error.Advice}", error.Message);
        Assert.Contains($"TextFileOptions.{setting}", error.Message);
    }

    [Theory]
    [InlineData("{\"text\": ", "expected a value at character 10, found the end of the line.")]
    [InlineData("{\"é\":1 \"b\":2}", "expected ',' or '}' at character 8, found '\"'.")]
    [InlineData("{\"a\":1,}", "expected a key in double quotes at character 8, found '}'.")]
    [InlineData("{a:1}", "expected a key in double quotes or '}' at character 2, found 'a'.")]
    [InlineData("{\"a\" 1}", "expected ':' and a value at character 6, found '1'.")]
    [InlineData("{\"a\":tru}", "expected a value at character 6, found 't'.")]
    [InlineData("{\"a\":[1,2}", "expected ',' or ']' at character 10, found '}'.")]
    [InlineData("{\"a\":\"b", "expected the closing quote of a text at character 8, found the end of the line.")]
    [InlineData("{\"a\":\"b\tc\"}", "at character 8, found the control character \\u0009.")]
    [InlineData("{\"a\":1} 2", "expected nothing more after the object at character 9, found '2'.")]
    [InlineData("hello", "expected a JSON object, which begins with '{', at character 1, found 'h'.")]
    [InlineData("{", "Write one object a line")]
    [InlineData("[{\"a\":1}]", "found an array. Write one object a line")]
    public void Read_says_which_character_of_a_line_is_no_JSON(string line, string problem)
    {
        var error = Error(_folder.Write("a.jsonl", "{\"text\": \"a\"}\n" + line + "\n"));
        Assert.Equal(2, error.Row);
        Assert.Contains(problem, error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    [Theory]
    [InlineData("text,label\na,1\nb\n", 3, "expected 2 columns")]
    [InlineData("text,label\na,1\nb,2,c\n", 3, "found 3")]
    [InlineData("text,label\na,1\n\"b,2\nc,3\n", 3, "never closed")]
    [InlineData("text,label\n\"a,1\n\"b\",2\n", 2, "unbalanced")]
    [InlineData("text,label\na,1\nb, \n", 3, "label is empty")]
    public void Read_names_the_line_of_a_row_it_cannot_read(string csv, int row, string problem)
    {
        var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = true });
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n{\"text\": \n", 2, "not valid JSON")]
    [InlineData("{\"text\": \"a\"}\n[1]\n", 2, "JSON object")]
    [InlineData("{\"text\": \"a\"}\n{\"txt\": \"b\"}\n", 2, "found nothing")]
    [InlineData("{\"text\": 5}\n", 1, "found a number")]
    [InlineData("{\"text\": \"\\ud800\"}\n", 1, "half of a character")]
    [InlineData("{\"text\": \"a\", \"label\": []}\n", 1, "found an array")]
    public void Read_names_the_line_of_malformed_JSON(string json, int row, string problem)
    {
        var error = Error(_folder.Write("a.jsonl", json));
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void Read_names_line_and_byte_of_invalid_UTF8()
    {
        byte[] bytes = [.. "text,label\na,1\nb"u8, 0xE9, .. "x,2\n"u8];
        var error = Error(_folder.Write("a.csv", bytes));
        Assert.Equal(3, error.Row);
        Assert.Contains("byte 16 ", error.Message);
        Assert.Contains("byte 2 ", Assert.Throws<DataFileException>(() => LabelledTexts.Read(Folder(["ab"u8.ToArray(), [.. "ab"u8, 0xFF]])).ToList()).Message);
    }

    [Fact]
    public void Read_says_in_which_line_of_a_text_a_NUL_stands()
    {
        var error = Error(_folder.Write("a.csv", "text,label\na,1\nb\0c,0\n"));
        Assert.Equal(3, error.Row);
        Assert.Contains("the line holds a NUL character (the zero byte)", error.Message);
        Assert.Null(error.Advice);
        Assert.Contains("binary", Error(_folder.Write("b.csv", "a\0b\0c\0d\0")).Message);
    }

    [Theory]
    [InlineData("a.csv", "text,label\na,1\nb,\nc,0\nd, \ne,\n", 3)]
    [InlineData("a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":null}\n\n{\"text\":\"c\",\"label\":\" \"}\n{\"text\":\"d\"}\n", 2)]
    public void Read_says_how_many_rows_are_without_label_and_which_is_the_first(string name, string content, int line)
    {
        var error = Error(_folder.Write(name, content), new() { RequireLabels = true });
        Assert.Equal(line, error.Row);
        Assert.Contains("3 rows", error.Message);
        Assert.Contains("of which this is the first", error.Message);
    }

    [Fact]
    public void Read_replaces_no_bytes_in_an_encoding_that_was_asked_for()
    {
        var path = _folder.Write("a.csv", [.. "text,label\na"u8, 0xE9, .. ",1\n"u8]);
        Assert.Equal(2, Error(path, new() { Encoding = Encoding.UTF8 }).Row);
        Assert.Contains("us-ascii", Error(path, new() { Encoding = Encoding.ASCII }).Message);
        Assert.Equal("aé", LabelledTexts.Read(path, new() { Encoding = Encoding.Latin1 }).Single().Text);
    }

    [Fact]
    public void Read_refuses_what_is_missing_empty_or_binary_before_it_is_enumerated()
    {
        Assert.Contains("no such file", Assert.Throws<DataFileException>(() => LabelledTexts.Read(Path.Combine(_folder.Path, "none.csv"))).Message);
        Assert.Contains("is empty", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", ""))).Message);
        Assert.Contains("is empty", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", TemporaryFolder.Gzip([])))).Message);
        Assert.Contains("binary", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", [80, 75, 3, 4, 0, 0, 1]))).Message);
        Assert.Contains("binary", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", [80, 75, 3, 4, 0, 0, 1]), new() { Encoding = Encoding.Latin1 })).Message);
        Assert.Contains("damaged", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255, 1]))).Message);
        Assert.Contains("folder", Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Path, new() { Format = TextFileFormat.Lines })).Message);
    }

    [Fact]
    public void Read_refuses_files_without_rows()
    {
        Assert.Contains("no rows", Error(_folder.Write("a.csv", "\n\n")).Message);
        Assert.Contains("no rows below", Error(_folder.Write("a.csv", "text,label\n")).Message);
        Assert.Contains("no rows", Error(_folder.Write("a.jsonl", "\n")).Message);
        Assert.Contains("found none", Error(Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName).Message);
    }

    [Fact]
    public void Read_stops_at_a_row_above_the_limit() =>
        Assert.Contains("line 2", Error(_folder.Write("a.csv", "text,label\n\"" + new string('x', 1_000_000)), new() { MaxRowBytes = 1000 }).Message);

    [Fact]
    public void Read_refuses_options_that_contradict_each_other() =>
        Assert.Throws<ArgumentException>(() => LabelledTexts.Read("a.csv", new() { MaxColumns = 2 }));

    [Fact]
    public void The_culture_changes_nothing()
    {
        var path = _folder.Write("a.csv", "REVIEW,LABEL\nI,1\n");
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal([new LabelledText("I", "1", 2)], LabelledTexts.Read(path));
        }
    }

    private static DataFileException Error(string path, TextFileOptions? options = null) =>
        Assert.Throws<DataFileException>(() => LabelledTexts.Read(path, options).ToList());

    private string Folder(byte[][] texts)
    {
        for (var i = 0; i < texts.Length; i++) _folder.Write($"classes/a/{i}.txt", texts[i]);
        return Path.Combine(_folder.Path, "classes");
    }
}
