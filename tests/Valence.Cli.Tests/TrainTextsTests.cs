namespace Valence.Cli.Tests;

/// <summary>Files of texts that training refuses or doubts.</summary>
public sealed class TrainTextsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "2", .. more]);

    [Fact]
    public void A_label_column_that_is_hardly_one_is_doubted()
    {
        var prices = _folder.Write("prices.csv",
            "text,Preis\n" + string.Concat(Enumerable.Range(10, 30).Select(i => $"film number{i},\"{i},5\"\n")));
        var answer = Train(prices, "--label-column", "Preis").Succeeded();
        Assert.Equal($"valence: {prices}: 30 classes in 30 rows: is the label column right? The first labels: "
            + "'10,5', '11,5', '12,5'.", answer.Error.TrimEnd());
        Assert.StartsWith("Rows: 30. Classes: 30 ('10,5' 1, '11,5' 1, ", answer.Output);
        Assert.Contains("Classes: '10,5', '11,5', ", Answer.To("summary", _folder["m"]).Succeeded().Output);
        Assert.Contains("Text and label columns look swapped.",
            Train(_folder.Reviews(), "--text-column", "label", "--label-column", "text").Succeeded().Error);
        Assert.Contains("is the label column right?", Train(prices, "--label-column", "Preis", "--json")
            .Succeeded().Error);
        File.Delete(_folder["m"]);
        Assert.Empty(Train(_folder.Reviews()).Succeeded().Error);
    }

    [Fact]
    public void Labels_that_differ_only_in_case_are_doubted() =>
        Assert.Contains("The labels 'Neg' (4), 'neg' (4) differ only in upper and lower case",
            Train(_folder.Write("a.csv", Folder.Csv(12, "Neg", "pos", "neg"))).Succeeded().Error);

    [Fact]
    public void A_missing_file_is_wrong_input() =>
        Train(_folder["none.csv"]).Failed(2, "none.csv", "there is no such file");

    [Fact]
    public void A_missing_column_is_named_with_those_there_are() =>
        Train(_folder.Reviews(), "--text-column", "review").Failed(2, "reviews.csv", "'review'", "'text', 'label'");

    [Fact]
    public void A_classifier_is_no_file_of_texts() =>
        Train(Trained.Model(_folder)).Failed(2, "FILE", "model.valence", "Valence classifier", "texts");

    [Fact]
    public void An_empty_file_is_wrong_input() => Train(_folder.Write("a.csv", "")).Failed(2, "a.csv", "empty");

    [Fact]
    public void A_file_of_a_header_alone_is_wrong_input() =>
        Train(_folder.Write("a.csv", "text,label\n")).Failed(2, "a.csv", "no rows");

    [Fact]
    public void A_binary_file_is_wrong_input() =>
        Train(_folder.Write("a.csv", [0x89, 0x50, 0, 0, 1, 2, 3])).Failed(2, "a.csv", "binary");

    [Theory]
    [InlineData("a zip archive", 0x50, 0x4B, 3, 4, 20, 1)]
    [InlineData("a picture", 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A)]
    [InlineData("a PDF document", 0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0xE2)]
    [InlineData("a NumPy array", 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1)]
    [InlineData("a binary file", 0x74, 0x65, 0x78, 0x74, 0x2C, 3, 0xF5, 0x8A, 17, 0x9C, 6, 0xC3)]
    public void A_binary_file_without_zero_bytes_is_wrong_input_and_says_what_to_do(string kind, params int[] bytes)
    {
        var file = _folder.Write("a.csv", [.. bytes.Select(value => (byte)value)]);
        Train(file).Failed(2, "a.csv", "expected text", kind, "Export it as CSV or text");
        Answer.To("predict", Trained.Model(_folder), "--file", file).Failed(2, "a.csv", kind);
    }

    [Fact]
    public void Text_with_a_control_character_is_text() =>
        Train(_folder.Write("a.csv", Folder.Csv(8, "negative", "positive").Replace("film", "fi\u0001lm"))).Succeeded();

    [Fact]
    public void An_ambiguous_column_names_the_option_that_helps()
    {
        Train(_folder.Write("a.csv", "text,review,label\na,b,1\nc,d,0\n"))
            .Failed(2, "'text', 'review' could all be the text", "Give --text-column.");
        Train(_folder.Write("b.csv", "text,label,class\na,1,1\nc,0,0\n"))
            .Failed(2, "'label', 'class'", "Give --label-column.");
        Train(_folder.Write("c.csv", "words,mark\na,1\nc,0\n"))
            .Failed(2, "which column holds the text is not clear", "Give --text-column.");
        Train(_folder.Write("d.csv", "text,mark\na,1\nc,0\n"))
            .Failed(2, "which column holds the label is not clear", "Give --label-column.");
        Answer.To("predict", Trained.Model(_folder), "--file", _folder["a.csv"]).Failed(2, "Give --text-column.");
        Train(_folder["a.csv"], "--text-column", "review").Succeeded();
    }

    [Fact]
    public void Invalid_utf8_is_wrong_input_and_its_row_is_told() =>
        Train(_folder.Write("a.csv", [.. "text,label\ngood,1\nb"u8, 0xE9, .. "te,0\n"u8]))
            .Failed(2, "a.csv", "line 3", "UTF-8");

    [Fact]
    public void A_missing_label_is_wrong_input_and_its_row_is_told() =>
        Train(_folder.Write("a.csv", "text,label\ngood,1\nbad,\n")).Failed(2, "a.csv", "line 3", "label");

    [Fact]
    public void One_class_alone_is_wrong_input() =>
        Train(_folder.Write("a.csv", "text,label\ngood,1\nfine,1\n"))
            .Failed(2, "a.csv", "at least two classes", "only '1'");

    [Fact]
    public void Texts_without_any_word_are_wrong_input() =>
        Train(_folder.Write("a.csv", "text,label\n!!,1\n??,0\n")).Failed(2, "a.csv", "no words");

    [Fact]
    public void A_text_file_without_labels_is_wrong_input() =>
        Train(_folder.Write("a.txt", "good\nbad\n")).Failed(2, "a.txt", "labels");
}
