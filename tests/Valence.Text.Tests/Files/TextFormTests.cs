using System.Text;
using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>How a file holds texts is told by its content; its name decides only what that leaves open.</summary>
public sealed class TextFormTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly LabelledText[] Two = [new("good, \"film\"", "pos", 1), new("bad", "neg", 2)];

    private List<string> _doubts = [];

    private LabelledText[] Read(string name, string content, TextFileOptions? options = null) =>
        Read(_folder.Write(name, content), options);

    private LabelledText[] Read(string path, TextFileOptions? options = null)
    {
        _doubts = [];
        return [.. LabelledTexts.Read(path, (options ?? new()) with { Doubted = doubt => _doubts.Add(doubt.Looks) })];
    }

    [Theory]
    [InlineData("label,text\npos,\"good, \"\"film\"\"\"\nneg,bad\n", 2, 3)]
    [InlineData("__label__pos good, \"film\"\n__label__neg bad\n", 1, 2)]
    [InlineData("[{\"text\": \"good, \\\"film\\\"\", \"label\": \"pos\"},\n"
        + "{\"text\": \"bad\", \"label\": \"neg\"}]", 1, 2)]
    public void A_stream_is_read_as_a_file_and_closed(string content, params int[] lines)
    {
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(content), TemporaryFolder.Gzip(
            Encoding.UTF8.GetBytes(content))])
        {
            var stream = new MemoryStream(bytes);
            Assert.Equal(OnLines(lines), LabelledTexts.Read(stream, "upload"));
            Assert.False(stream.CanRead);
        }
    }

    [Fact]
    public void A_stream_is_no_folder_and_its_name_is_told()
    {
        Assert.Throws<ArgumentException>(() => LabelledTexts.Read(Stream.Null, "upload",
            new() { Format = TextFileFormat.Folder }));
        Assert.Contains("upload", Assert.Throws<DataFileException>(() =>
            LabelledTexts.Read(new MemoryStream(), "upload")).Message);
    }

    private static LabelledText[] OnLines(params int[] lines) =>
        [.. Two.Zip(lines, (row, line) => row with { Row = line })];

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    [InlineData("a.txt")]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    [InlineData("a.train")]
    [InlineData("a")]
    public void Json_is_read_under_any_name_and_packed(string name)
    {
        const string Lines = "{\"text\": \"good, \\\"film\\\"\", \"label\": \"pos\"}\n{\"label\": \"neg\", \"text\": "
            + "\"bad\"}\n";
        const string Array = "\n [{\"text\":\"good, "
            + "\\\"film\\\"\",\"label\":\"pos\"},\n{\"text\":\"bad\",\"label\":\"neg\"} ]\n";
        const string Pretty = "{\n  \"text\": \"good, \\\"film\\\"\",\n  \"label\": \"pos\"\n}\n{\n  \"text\": "
            + "\"bad\",\n  "
            + "\"label\": \"neg\"\n}\n";
        foreach (var (content, rows) in (IEnumerable<(string, LabelledText[])>)
            [(Lines, OnLines(1, 2)), (Array, OnLines(2, 3)), (Pretty, OnLines(1, 5))])
        {
            Assert.Equal(rows, Read(name, content));
            Assert.Equal(rows, Read(name, content, new() { RequireLabels = true }));
            Assert.Equal(rows, Read(_folder.Write(name + ".gz",
                TemporaryFolder.Gzip(Encoding.UTF8.GetBytes(content)))));
            foreach (var encoding in (Encoding[])[new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode])
                Assert.Equal(rows, Read(_folder.Write(name,
                    [.. encoding.GetPreamble(), .. encoding.GetBytes(content)])));
        }
        Assert.Empty(_doubts);
    }

    [Fact]
    public void An_array_is_read_without_holding_all_of_it()
    {
        var json = new StringBuilder("[");
        for (var i = 0; i < 5000; i++)
            json.Append(i == 0 ? "" : ",\n").Append($"{{\"text\": \"text {i} {new string('x', i % 97)}\", \"label\": "
                + $"{i % 2}}}");
        var rows = Read("a.json", json.Append("]\n").ToString());
        Assert.Equal(5000, rows.Length);
        Assert.Equal(new LabelledText("text 4999 " + new string('x', 4999 % 97), "1", 5000), rows[^1]);
        var text = new string('y', 300_000);
        Assert.Equal(text, Read("b.json", $"[{{\"text\":\"{text}\",\"label\":1}}]").Single().Text);
    }

    [Theory]
    [InlineData("[{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0}", 2, "not closed")]
    [InlineData("[{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":0}]", 2, "expected ',' or ']'")]
    [InlineData("[{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\" \"label\":0}]", 2, "at character 13")]
    [InlineData("[{\"text\":\"a\",\"label\":1}]\n]", 2, "nothing after the array")]
    [InlineData("[{\"text\":\"a\",\"label\":1},\n3]", 2, "found a number")]
    [InlineData("[[\"a\",1],[\"b\",0]]", null, "array of JSON objects, found one of other values")]
    [InlineData("{\"text\":{\"0\":\"a\",\"1\":\"b\"},\"label\":{\"0\":1,\"1\":0}}", 1,
        "one with a member for each column, as pandas writes with orient=\"columns\". Write it with "
            + "orient=\"records\".")]
    [InlineData("{\"0\":{\"text\":\"a\",\"label\":1},\"1\":{\"text\":\"b\",\"label\":0}}", 1,
        "one with a member for each row, as pandas writes with orient=\"index\". Write it with orient=\"records\".")]
    [InlineData("{\n\"a1\":{\"text\":\"a\",\"label\":1},\n\"a2\":{\"text\":\"b\",\"label\":0}\n}", 1,
        "orient=\"index\"")]
    [InlineData("{\"0\":{\"mood\":1},\"1\":{\"mood\":0}}", 1, "orient=\"index\"")]
    [InlineData("{\"said\":{\"0\":\"a\",\"1\":\"b\"},\"mood\":{\"0\":1,\"1\":0}}", 1, "orient=\"columns\"")]
    [InlineData("{\"columns\":[\"text\",\"label\"],\"index\":[0],\"data\":[[\"a\",1]]}", 1, "orient=\"split\"")]
    [InlineData("{\"schema\":{\"fields\":[]},\"data\":[{\"index\":0,\"text\":\"a\",\"label\":1}]}", 1,
        "orient=\"table\"")]
    [InlineData("{\"version\":[],\"data\":[{\"text\":\"a\",\"label\":1}]}", 1, "Write the list under 'data' alone")]
    [InlineData("{\"text\":[\"a\",\"b\"],\"label\":[1,0]}", 1, "one with a list for each column. Write one object")]
    [InlineData("[[\"a\",1],\n[\"b\",0]]", null, "orient=\"values\"")]
    [InlineData("{\n\"train\":[[\"a\",1]],\n\"test\":[[\"b\",0]]\n}", 1, "one that holds lists")]
    [InlineData("{\n\"text\":\"a\",\n\"label\" 1\n}", 3, "not valid JSON")]
    [InlineData("{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0}", 1, "put all of them in one array")]
    [InlineData("text,label\na,1\n", 1, "not valid JSON")]
    public void Json_that_is_no_rows_is_refused_with_its_line(string json, int? row, string problem)
    {
        var error = Error(_folder.Write("a.json", json), new() { RequireLabels = true });
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("[laughs] what a film")]
    [InlineData("{lol} what a film")]
    [InlineData("[1] the first source")]
    [InlineData("\"quoted\"")]
    public void Texts_in_brackets_are_texts(string line) =>
        Assert.Equal([line, "b"], Read("a.txt", $"{line}\nb\n").Select(row => row.Text));

    [Fact]
    public void What_is_said_of_a_table_is_not_dropped_for_json()
    {
        var path = _folder.Write("a.csv", "{\"text\":\"a\",\"label\":1}\n");
        Assert.Contains("read as JSON objects, which have no delimiter", Error(path, new() { Delimiter = ',' })
            .Message);
        Assert.Contains("no header", Error(path, new() { HasHeader = false }).Message);
        Assert.Contains("no quotes", Error(path, new() { Quote = null }).Message);
        Assert.Contains("no columns", Error(_folder.Write("b.txt", "__label__a b\n"), new() { TextColumns = [0] })
            .Message);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.train")]
    [InlineData("a.csv")]
    [InlineData("a.json")]
    public void Lines_of_fastText_are_read_under_any_name(string name)
    {
        const string Content = "__label__pos good,  film \n\n__label__neg\tbad\nworse __label__neg film\n__label__neg "
            + "__label__neg x";
        LabelledText[] rows = [new("good,  film", "pos", 1), new("bad", "neg", 3), new("worse film", "neg", 4),
            new("x", "neg", 5)];
        Assert.Equal(rows, Read(name, Content, new() { RequireLabels = true }));
        Assert.Equal(rows, Read(name, Content));
        Assert.Empty(_doubts);
    }

    [Fact]
    public void Labels_of_fastText_may_stand_anywhere()
    {
        foreach (var name in (string[])["a.txt", "a.train", "a", "a.csv", "a.json"])
            Assert.Equal(Two, Read(name, "good, \"film\" __label__pos\nbad\t__label__neg\n",
                new() { RequireLabels = true }));
        Assert.Equal(Two, Read("a.txt", "good, __label__pos \"film\"\nbad __label__neg\n"));
        Assert.Equal(new LabelledText("say __label__x", "1", 2), Read("b.csv", "text,label\nsay __label__x,1\n")[0]);
        Assert.Equal(new LabelledText("good", "__label__pos", 2), Read("c.csv", "text\tlabel\ngood\t__label__pos\n"
            + "bad\t__label__neg\n")[0]);
        Assert.Equal(new LabelledText("good", "__label__pos", 1), Read("d.tsv", "good\t__label__pos\n",
            new() { HasHeader = false, TextColumns = [0], LabelColumn = 1 })[0]);
        Assert.Empty(_doubts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(2999)]
    public void The_line_without_label_is_named_wherever_it_stands(int line)
    {
        var lines = Enumerable.Range(0, 3000).Select(i => $"{(i == line ? "" : $"__label__{i % 2} ")}the film {i}");
        var content = string.Join('\n', lines);
        foreach (var name in (string[])["a.txt", "a.train", "a.csv", "a.json"])
        {
            var error = Error(_folder.Write(name, content), new() { RequireLabels = true });
            Assert.Equal(line + 1, error.Row);
            Assert.Contains("the line has no label", error.Message);
        }
        Assert.Equal(3000, Read("a.txt", content).Length);
        var ended = string.Join('\n', lines.Select(text => text.StartsWith("__label__", StringComparison.Ordinal)
            ? $"{text[11..]} {text[..10]}" : text));
        Assert.Equal(line + 1, Error(_folder.Write("a.txt", ended), new() { RequireLabels = true }).Row);
    }

    [Fact]
    public void Lines_of_which_few_have_labels_of_fastText_have_no_guessed_ones()
    {
        const string Content = "the a\nthe b\nan c\nan d\nthe e\n__label__pos f\n";
        var error = Error(_folder.Write("a.txt", Content), new() { RequireLabels = true });
        Assert.Equal(1, error.Row);
        Assert.Contains("as 5 lines have none", error.Message);
        Assert.Contains("If each line begins with its label, give TextFileOptions.Format = TextFileFormat.LabelFirst",
            error.Message);
        Assert.Equal("__label__pos f", Read("a.txt", Content)[5].Text);
        Assert.Contains("Some lines have labels as fastText writes them", _doubts.Single());
        var behind = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{(i % 2 == 0 ? "POS" : "NEG")} film {i}\n"))
            + "__label__POS film\n";
        error = Error(_folder.Write("b.txt", behind), new() { RequireLabels = true });
        Assert.Equal(2001, error.Row);
        Assert.Contains("as fastText writes it, '__label__POS'", error.Message);
        Assert.Contains("label as fastText", Assert.Throws<DataFileException>(() => Read("c.txt",
            behind.Replace("__label__POS film", "__label__POS"), new() { RequireLabels = true })).Message);
    }

    [Theory]
    [InlineData("__label__pos a film\n__label__neg b\n")]
    [InlineData("a film __label__pos\nb __label__neg\n")]
    [InlineData("pos a film\nneg b\npos a\nneg b\n")]
    [InlineData("pos\ta film\nneg\tno film\npos\tso\n")]
    public void Comments_above_lines_with_labels_are_left_out_and_that_is_said(string content)
    {
        foreach (var above in (string[])["# my data\n", "# my data\n#\n\n##  and more\n"])
        {
            var rows = Read("a.txt", above + content, new() { RequireLabels = true });
            Assert.Equal(("a film", "pos"), (rows[0].Text, rows[0].Label));
            Assert.Equal(above.Count(sign => sign == '\n') + 1, rows[0].Row);
            Assert.Contains("left out", _doubts[^1]);
            Assert.Contains("# my data", _doubts[^1]);
        }
    }

    [Fact]
    public void A_text_that_begins_with_a_tag_is_no_comment() =>
        Assert.Equal(1, Error(_folder.Write("a.txt", "#love it\n__label__pos a\n"), new() { RequireLabels = true })
            .Row);

    [Fact]
    public void Several_labels_on_a_line_are_refused_with_what_to_do()
    {
        var path = _folder.Write("a.txt", "__label__a x\n__label__a __label__b y\n__label__c __label__b z\n");
        var error = Error(path, new() { RequireLabels = true });
        Assert.Equal(2, error.Row);
        Assert.Contains("has 2 labels ('a', 'b'), as 2 lines have several", error.Message);
        Assert.Contains("such as __label__a+b", error.Message);
        Assert.Equal(["x", "y", "z"], Read(path).Select(row => row.Text));
        Assert.Contains("no label", Error(_folder.Write("b.txt", "__label__a x\ny\n"), new() { RequireLabels = true })
            .Message);
    }

    [Fact]
    public void A_label_before_the_text_is_taken_and_said_where_labels_are_needed_or_known()
    {
        const string Content = "NUM:dist How far ?\nHUM:ind Who ?\n\nNUM:dist  How tall ?\n";
        LabelledText[] rows = [new("How far ?", "NUM:dist", 1), new("Who ?", "HUM:ind", 2), new("How tall ?",
            "NUM:dist", 4)];
        Assert.Equal(rows, Read("a.label", Content, new() { RequireLabels = true }));
        Assert.Contains("first word of each line is taken for its label ('NUM:dist', 'HUM:ind')", _doubts.Single());
        Assert.Equal(rows, Read("a.label", Content, new() { KnownLabels = ["NUM:dist", "HUM:ind", "LOC"] }));
        Assert.Contains("first word", _doubts.Single());
        Assert.Equal("NUM:dist How far ?", Read("a.label", Content)[0].Text);
        Assert.Contains("look as if each began with its label", _doubts.Single());
        Assert.Equal("NUM:dist How far ?", Read("a.label", Content, new() { Format = TextFileFormat.Lines })[0].Text);
        Assert.Empty(_doubts);
        Assert.Equal(new LabelledText("good film", "The", 1), Read("b.txt", "The good film\n",
            new() { Format = TextFileFormat.LabelFirst }).Single());
    }

    [Theory]
    [InlineData("pos\tgood\nneg\tbad\npos\tfine, \"really\"\n", 0)]
    [InlineData("good\tpos\nbad\tneg\nfine, \"really\"\tpos\n", 1)]
    public void A_tab_between_label_and_text_is_told_where_labels_are_needed_or_known(string content, int label)
    {
        LabelledText[] rows = [new("good", "pos", 1), new("bad", "neg", 2), new("fine, \"really\"", "pos", 3)];
        Assert.Equal(rows, Read("a.txt", content, new() { RequireLabels = true }));
        Assert.Contains($"column {label + 1} is taken for the label", _doubts.Single());
        Assert.Equal(rows, Read("a.txt", content, new() { KnownLabels = ["neg", "pos"] }));
        Assert.Contains('\t', Read("a.txt", content)[0].Text);
        Assert.Contains("delimited by a tab", _doubts.Single());
    }

    [Theory]
    [InlineData("The film was good.\nThe film was bad.\nI liked it.\nI did not.\n")]
    [InlineData("1 good film\n2 bad film\n3 fine film\n4 poor film\n")]
    [InlineData("good film\tschön\nbad film\tschlecht\nfine\tfein\n")]
    public void Lines_whose_labels_are_not_clear_are_refused_with_the_settings_that_decide(string content)
    {
        var error = Error(_folder.Write("a.txt", content), new() { RequireLabels = true });
        Assert.Contains("no labels", error.Message);
        Assert.Contains("TextFileOptions.Delimiter", error.Message);
        Assert.Equal(content.Split('\n')[0], Read("a.txt", content)[0].Text);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData(',')]
    public void A_header_tells_a_table_under_any_name(char delimiter)
    {
        var content = "text,label\ngood,1\nbad,0\n".Replace(',', delimiter);
        LabelledText[] rows = [new("good", "1", 2), new("bad", "0", 3)];
        Assert.Equal(rows, Read("a.txt", content));
        Assert.Equal(rows, Read("a.data", content, new() { RequireLabels = true }));
        Assert.Empty(_doubts);
    }

    [Theory]
    [InlineData("Content, not style\nGood, bad\nNo, yes\n", false)]
    [InlineData("Text,please\nGood\n", true)]
    [InlineData("text,text\ngood,bad\n", false)]
    public void A_sentence_that_begins_with_a_usual_name_is_no_header(string content, bool isDoubted)
    {
        Assert.Equal(content.TrimEnd().Split('\n'), Read("a.txt", content).Select(row => row.Text));
        Assert.Equal(isDoubted, _doubts.Any(doubt => doubt.Contains("looks like names of columns",
            StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData(',')]
    public void The_rows_tell_the_delimiter_under_any_name_whatever_is_quoted(char delimiter)
    {
        string[] files = ["text,label\na film,1\nno film,0\n", "\"text\",\"label\"\n\"a film\",\"1\"\n\"no "
            + "film\",\"0\"\n", "\"text\",\"label\"\na film,1\nno film,0\n", "said,label,mood\na film,1,x\nno "
            + "film,0,y\n"];
        foreach (var name in (string[])["a.csv", "a.tsv"])
            foreach (var file in files)
            {
                var options = new TextFileOptions { TextColumns = [0] };
                Assert.Equal([new LabelledText("a film", "1", 2), new("no film", "0", 3)],
                    Read(name, file.Replace(',', delimiter), options with { RequireLabels = true }));
                Assert.Equal(delimiter == (name == "a.csv" ? ',' : '\t') ? 0 : 1, _doubts.Count);
                if (_doubts.Count > 0)
                    Assert.Contains("taken to be delimited by " + (delimiter == '\t' ? "a tab" : $"'{delimiter}'"),
                        _doubts.Single());
            }
        var tricky = "# mine\n\"text\",\"label\"\n\"a;|\t,b\"\"\nc\",\"1\"\n\"d\",\"0\"\n";
        if (delimiter != ',') tricky = tricky.Replace("\",\"", $"\"{delimiter}\"");
        Assert.Equal([new LabelledText("a;|\t,b\"\nc", "1", 3), new("d", "0", 5)], Read("a.csv", tricky));
        Assert.Equal([new LabelledText("a", "1", 1), new("b", "0", 2)], Read("a.csv", "\"a\",\"1\"\n\"b\",\"0\"\n"
            .Replace(',', delimiter), new() { HasHeader = false, TextColumns = [0], LabelColumn = 1 }));
    }

    [Fact]
    public void Quoted_columns_without_header_are_told_in_a_file_of_lines()
    {
        const string Content = "\"a; film\";\"1\"\n\"no film\";\"0\"\n\"so\";\"1\"\n";
        Assert.EndsWith("The lines look delimited by ';'. Give TextFileOptions.Delimiter = ';'.",
            Error(_folder.Write("a.txt", Content), new() { RequireLabels = true }).Message);
        Assert.Equal(3, Read("a.txt", Content).Length);
        Assert.Contains("look delimited by ';'", _doubts.Single());
        Assert.Equal(3, Read("a.txt", "\"a\" is a film\n\"b\" is none\n\"c\" is one\n").Length);
        Assert.Empty(_doubts);
    }

    [Theory]
    [InlineData("said;mood\ngood; really;1\nbad;0\n", "said;mood")]
    [InlineData("comment\ngood; really\nbad\n", null)]
    [InlineData("comment\ngood; really\nbad; no\n", null)]
    public void Delimiters_in_some_rows_tell_nothing(string content, string? header)
    {
        if (header is null) Assert.Equal("good; really", Read("a.csv", content)[0].Text);
        else Assert.Contains("delimited by ';'", Error(_folder.Write("a.csv", content),
            new() { RequireLabels = true }).Message);
        Assert.DoesNotContain(_doubts, doubt => doubt.Contains("taken to be", StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_of_texts_whose_rows_are_cut_by_another_delimiter_is_not_judged_whole() =>
        Assert.Contains("The columns are 'Nr', 'Meinung'", Error(_folder.Write("a.csv",
            "Nr;Meinung\n1;Das Essen war gut.\n2;Das Essen war kalt.\n")).Message);

    [Theory]
    [InlineData("a.csv", "  \n \t\n")]
    [InlineData("a.tsv", "\n  \n")]
    public void A_table_of_blank_lines_has_no_rows(string name, string content) =>
        Assert.Contains("the file has no rows: all its lines are blank",
            Error(_folder.Write(name, content), new() { RequireLabels = true }).Message);

    [Theory]
    [InlineData("sep=;", ';')]
    [InlineData("\"sep=;\"", ';')]
    [InlineData("SEP=|", '|')]
    [InlineData("sep=\t", '\t')]
    [InlineData("sep=,", ',')]
    public void Excels_first_line_says_the_delimiter(string line, char delimiter)
    {
        var content = $"{line}\r\ntext,label\r\ngood,1\r\n".Replace(',', delimiter).Replace($"sep={delimiter}",
            $"sep={delimiter}");
        if (delimiter == ',') content = "sep=,\r\ntext,label\r\ngood,1\r\n";
        foreach (var name in (string[])["a.csv", "a.txt", "a.tsv"])
            Assert.Equal([new LabelledText("good", "1", 3)], Read(name, content));
        Assert.Equal([new LabelledText("good", "1", 3)], Read("b.csv", content, new() { Delimiter = delimiter }));
        Assert.Empty(_doubts);
    }

    [Theory]
    [InlineData("# exported, by me, today\n# again\n", "lines 1 to 2 are left out")]
    [InlineData("# exported\n\n", "line 1 is left out")]
    [InlineData("Report of May\n\n", "line 1 is left out")]
    [InlineData("Report of May,\n,\n", "lines 1 to 2 are left out")]
    [InlineData("#x,y\n", "line 1 is left out")]
    public void Lines_above_the_header_are_left_out_and_that_is_said(string above, string said)
    {
        var rows = Read("a.csv", above + "text,label\ngood,1\n");
        Assert.Equal(("good", "1"), (rows.Single().Text, rows.Single().Label));
        Assert.Equal(above.Count(sign => sign == '\n') + 2, rows.Single().Row);
        Assert.Contains(said, _doubts.Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("good", Read("a.txt", above + "text,label\ngood,1\n").Single().Text);
    }

    [Fact]
    public void Rows_that_begin_with_a_number_sign_are_rows()
    {
        Assert.Equal(["#love it", "#hate it"], Read("a.csv", "#love it,1\n#hate it,0\n",
            new() { HasHeader = false, TextColumns = [0], LabelColumn = 1 }).Select(row => row.Text));
        Assert.Equal(["#love it", "b"], Read("a.txt", "#love it\nb\n").Select(row => row.Text));
        Assert.Equal("x", Read("b.csv", "#text,label\nx,1\n", new() { TextColumns = ["#text"] }).Single().Text);
        Assert.Empty(_doubts);
    }

    [Fact]
    public void Programs_are_told_with_the_setting_that_decides()
    {
        var told = new List<string>();
        _ = LabelledTexts.Read(_folder.Write("a.txt", "1 good\n0 bad\n1 fine\n"), new()
        {
            RequireLabels = true,
            Warn = told.Add
        })
            .ToList();
        Assert.Equal("The first word of each line is taken for its label ('1', '0'). If its lines have columns, give "
            + "TextFileOptions.Delimiter.", told.Single());
    }

    [Fact]
    public void A_header_once_more_is_left_out_and_said()
    {
        var rows = Read("a.csv", "text,label\na,1\ntext,label\nb,0\n\uFEFFtext,label\ntext,1\n");
        Assert.Equal([new LabelledText("a", "1", 2), new("b", "0", 4), new("text", "1", 6)], rows);
        Assert.Contains("2 rows are left out that are the header once more (first: line 3)", _doubts.Single());
        Assert.Equal(["a", "text"], Read("b.csv", "text\na\ntext\n").Select(row => row.Text));
    }

    [Fact]
    public void Class_folders_hold_files_with_any_ending()
    {
        _folder.Write("news/sci.med/59123", "a");
        _folder.Write("news/sci.med/59124", [.. "b"u8, 0xE9]);
        _folder.Write("news/alt.atheism/7.eml", "c");
        var root = Path.Combine(_folder.Path, "news");
        Assert.Contains("59124", Assert.Throws<DataFileException>(() => Read(root)).Message);
        Assert.Equal([new LabelledText("c", "alt.atheism", 1), new("a", "sci.med", 2), new("bé", "sci.med", 3)],
            Read(root, new() { Encoding = Encoding.Latin1 }));
        Assert.Empty(_doubts);
        _folder.Write("news/sci.med/60000", [0x89, 0x50, 0x4E, 0x47, 0, 0, 1]);
        Assert.Contains("binary", Assert.Throws<DataFileException>(() => Read(root,
            new() { Encoding = Encoding.Latin1 }))
            .Message);
        File.Delete(Path.Combine(root, "sci.med", "60000"));
        _folder.Write("news/sci.med/1.txt", "d");
        _folder.Write("news/readme.md", "e");
        Assert.Equal([new LabelledText("d", "sci.med", 1)], Read(root));
        Assert.Contains("3 files in the class folders without the ending .txt are left out", _doubts[0]);
        Assert.Contains("1 file beside the class folders is left out (first: readme.md)", _doubts[1]);
    }

    [Fact]
    public void Folders_one_level_too_high_are_doubted()
    {
        foreach (var part in (string[])["test", "train"])
            foreach (var label in (string[])["neg", "pos"]) _folder.Write($"imdb/{part}/{label}/1.txt", label);
        Assert.Equal(4, Read(Path.Combine(_folder.Path, "imdb")).Length);
        Assert.Contains("The folders 'test', 'train' hold no texts but folders such as 'neg'", _doubts.Single());
    }

    [Fact]
    public void The_encoding_given_and_the_mark_in_the_file_must_agree()
    {
        var path = _folder.Write("a.csv", [0xEF, 0xBB, 0xBF, .. "text,label\na,1\n"u8]);
        Assert.Contains("byte order mark of utf-8, the encoding given is iso-8859-1",
            Error(path, new() { Encoding = Encoding.Latin1 }).Message);
        Assert.Contains("Encoding.Unicode", Error(_folder.Write("b.csv",
            Encoding.Unicode.GetBytes("text,label\na,1\n")))
            .Message);
        Assert.Equal("Ã©", Read(_folder.Write("c.csv", "text,label\né,1\n"), new() { Encoding = Encoding.Latin1 })
            .Single().Text);
        Assert.Contains("look like UTF-8 and are read as iso-8859-1", _doubts.Single());
        Assert.Equal("a", Read(_folder.Path + "/b.csv", new() { Encoding = Encoding.Unicode }).Single().Text);
    }
}
