using System.Text;

namespace Valence.Text.Tests;

public sealed class TextFileErrorTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named_at_once()
    {
        var path = Path.Combine(_folder.Root, "none.csv");
        var error = Assert.Throws<DataFileException>(() => TextFiles.Read(path));
        Assert.Equal($"{path}: expected a file or folder, found nothing there; check the path.", error.Message);
        Assert.Equal(path, error.Path);
        Assert.Null(error.Row);
    }

    [Fact]
    public void A_missing_column_lists_the_columns() =>
        Refuses("a.csv", "review,stars,x\ngood,5,1\n", 1, "expected a column 'label', found the columns 'review', 'stars', 'x'", new() { LabelColumn = "label" });

    [Fact]
    public void A_file_without_a_text_column_lists_the_columns() =>
        Refuses("a.csv", "a,b,c\n1,2,3\n", 1, "expected a column with the text, found the columns 'a', 'b', 'c'");

    [Theory]
    [InlineData("text,review,label\n1,2,3\n", "TextColumn")]
    [InlineData("text,label,class\n1,2,3\n", "LabelColumn")]
    public void Columns_that_could_both_be_meant_are_listed(string content, string option) => Refuses("a.csv", content, 1, $"name it in {option}");

    [Fact]
    public void Two_columns_without_names_are_ambiguous() =>
        Refuses("a.tsv", "good\t1\n", 1, "found the columns '0', '1'", new() { HasHeader = false });

    [Fact]
    public void A_name_that_two_columns_share_is_refused() =>
        Refuses("a.csv", "text,text,label\n1,2,3\n", 1, "one column 'text'", new() { TextColumn = "text" });

    [Fact]
    public void One_column_cannot_be_both_text_and_label() =>
        Refuses("a.csv", "text,label\n1,2\n", 1, "for both", new() { TextColumn = "text", LabelColumn = "Text" });

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    [InlineData("a.jsonl")]
    [InlineData("a.txt")]
    [InlineData("a.unknown")]
    public void An_empty_file_is_refused(string name) => Refuses(name, "", null, "empty");

    [Fact]
    public void An_empty_gzipped_file_is_refused()
    {
        var path = _folder.WriteGzipped("a.csv.gz", "");
        Assert.Contains("empty", Assert.Throws<DataFileException>(() => TextFiles.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_alone_is_refused() => Refuses("a.csv", "text,label\r\n", null, "found a header only");

    [Fact]
    public void Binary_data_is_refused() => Refuses("a.csv", "text,label\na,b\nc\0d,e\n", 3, "binary data");

    [Fact]
    public void Many_control_characters_are_refused() => Refuses("a.txt", "\u0001\u0002\u0003abc", 1, "binary data");

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        var packed = DataFolder.Gzipped("text,label\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i * 7919},y\n")));
        var path = _folder.Write("a.csv.gz", packed[..(packed.Length / 2)]);
        Assert.Contains("complete gzip file", Assert.Throws<DataFileException>(() => TextFiles.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", 3)]
    [InlineData("a.txt", 70_000)]
    public void Invalid_utf_8_is_refused_with_its_row(string name, int row)
    {
        var before = "text,label\n" + string.Concat(Enumerable.Repeat("é,y\n", row - 2));
        Refuses(name, [.. Encoding.UTF8.GetBytes(before), .. "caf"u8, 0xe9, .. ",y\nz,y\n"u8], row, "bytes that are not valid");
    }

    [Fact]
    public void A_character_cut_off_by_the_end_of_the_file_is_refused() => Refuses("a.txt", [.. "x\ny"u8, 0xe2, 0x82], 2, "bytes that are not valid");

    [Fact]
    public void Invalid_utf_16_is_refused() => Refuses("a.txt", [0xff, 0xfe, (byte)'a', 0, (byte)'\n', 0, 0, 0xd8, (byte)'b', 0], null, "bytes that are not valid");

    [Theory]
    [InlineData("text,label\na,b\n\"c,d\ne,f\n", 3)]
    [InlineData("text,label\na,b\n\"c,d\n\"e\",f\n", 3)]
    [InlineData("text,\"label\na,b\n", 1)]
    public void Unbalanced_quotes_are_refused_with_the_row_of_the_record(string content, int row) => Refuses("a.csv", content, row, "balanced quotes");

    [Theory]
    [InlineData("text,label\n\"a\nb\",c\nd\n", 4, "found 1;")]
    [InlineData("text,label\na,b,c\n", 2, "found 3;")]
    public void A_wrong_number_of_fields_is_refused_with_its_row(string content, int row, string found) => Refuses("a.csv", content, row, found);

    [Theory]
    [InlineData("{\"text\":\"a\"\n", 1, "not JSON")]
    [InlineData("{\"text\":\"a\"}\n\n[1]\n", 3, "JSON array")]
    [InlineData("{\"text\":\"a\"}\n{\"label\":\"b\"}\n", 2, "the property 'text'")]
    [InlineData("{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\"}\n", 2, "the property 'label'")]
    [InlineData("{\"text\":7}\n", 1, "a text in 'text'")]
    [InlineData("{\"text\":\"a\",\"label\":{}}\n", 1, "a text or number in 'label'")]
    [InlineData("{\"text\":\"\\ud800\"}\n", 1, "half of a character")]
    [InlineData("{}\n", 1, "without properties")]
    [InlineData("{\"a\":\"x\"}\n", 1, "the column 'a'")]
    public void A_wrong_json_line_is_refused_with_its_row(string content, int row, string found) => Refuses("a.jsonl", content, row, found);

    [Theory]
    [InlineData("a.csv", "id,text\n1,x\n", 1, "a column with the label")]
    [InlineData("a.csv", "text,label\nx,y\nz, \n", 3, "found an empty field")]
    [InlineData("a.jsonl", "{\"text\":\"a\",\"label\":null}\n", 1, "expected a label")]
    [InlineData("a.txt", "x\n", null, "plain lines")]
    public void Missing_labels_are_refused_when_required(string name, string content, int? row, string found) =>
        Refuses(name, content, row, found, new() { RequireLabels = true });

    [Fact]
    public void A_line_without_a_label_first_is_refused() =>
        Refuses("a.txt", "A x\nalone\n", 2, "found no label", new() { Format = TextFileFormat.LabelFirst });

    [Fact]
    public void An_unknown_extension_asks_for_the_format() => Refuses("a.parquet", "x", null, "found .parquet; name the format");

    [Fact]
    public void A_folder_without_class_folders_is_refused()
    {
        _folder.Write("a.txt", "x");
        var error = Assert.Throws<DataFileException>(() => TextFiles.Read(_folder.Root).Count());
        Assert.Contains("expected a folder per class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_folder_without_files_is_refused()
    {
        _folder.Write("train/neg/1.txt", "x");
        var error = Assert.Throws<DataFileException>(() => TextFiles.Read(_folder.Root).Count());
        Assert.EndsWith("train", error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_class_folder() => Refuses("a.csv", "x", null, "expected a folder", new() { Format = TextFileFormat.ClassFolders });

    [Theory]
    [InlineData('é')]
    [InlineData('"')]
    [InlineData('\n')]
    public void A_delimiter_that_cannot_separate_is_refused(char delimiter) =>
        Assert.Throws<ArgumentException>(() => TextFiles.Read("a.csv", new() { Delimiter = delimiter }));

    private void Refuses(string name, string content, int? row, string part, TextFileOptions? options = null) =>
        Refuses(name, Encoding.UTF8.GetBytes(content), row, part, options);

    private void Refuses(string name, byte[] content, int? row, string part, TextFileOptions? options = null)
    {
        var path = _folder.Write(name, content);
        var error = Assert.Throws<DataFileException>(() => TextFiles.Read(path, options).Count());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(row, error.Row);
    }
}
