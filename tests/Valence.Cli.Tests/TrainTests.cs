using System.Text.Json;

namespace Valence.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) => Answer.To(["train", file, "--model", _folder["m"], "--epochs", "2", .. more]);

    [Theory]
    [InlineData("--learning-rate", "0,001")]
    [InlineData("--validation-split", "0,2")]
    [InlineData("--epochs", "1,000")]
    public void A_comma_in_a_number_is_refused(string option, string value) =>
        Answer.To("train", "reviews.csv", "--model", "m.valence", option, value).Failed(2, option, value);

    [Fact]
    public void A_model_does_not_take_the_place_of_its_texts_or_of_a_link()
    {
        using var folder = new Folder();
        var texts = folder.Write("reviews.csv", "review,sentiment\ngood,positive\nbad,negative\n");
        Answer.To("train", texts, "--model", texts).Failed(2, "--model", "reviews.csv");
        Assert.StartsWith("review,", File.ReadAllText(texts));
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder["link.valence"], folder["target.valence"]);
        Answer.To("train", texts, "--model", folder["link.valence"]).Failed(2, "--model", "link");
        Answer.To("train", texts, "--model", "/dev/null").Failed(2, "--model", "device");
    }

    [Fact]
    public void A_label_column_that_is_hardly_one_is_doubted()
    {
        var prices = _folder.Write("prices.csv", "text,Preis\n" + string.Concat(Enumerable.Range(10, 30).Select(i => $"film number{i},\"{i},5\"\n")));
        var answer = Train(prices, "--label-column", "Preis").Succeeded();
        Assert.Equal($"valence: {prices}: 30 classes in 30 rows: is the label column right? The first labels: '10,5', '11,5', '12,5'.", answer.Error.TrimEnd());
        Assert.StartsWith("Rows: 30. Classes: 30 ('10,5' 1, '11,5' 1, ", answer.Output);
        Assert.Contains("Classes: '10,5', '11,5', ", Answer.To("summary", _folder["m"]).Succeeded().Output);
        Assert.Contains("Text and label columns look swapped.", Train(_folder.Reviews(), "--text-column", "label", "--label-column", "text").Succeeded().Error);
        Assert.Contains("is the label column right?", Train(prices, "--label-column", "Preis", "--json").Succeeded().Error);
        File.Delete(_folder["m"]);
        Assert.Empty(Train(_folder.Reviews()).Succeeded().Error);
    }

    [Fact]
    public void Labels_that_differ_only_in_case_are_doubted() =>
        Assert.Contains("The labels 'Neg', 'neg' differ only in upper and lower case", Train(_folder.Write("a.csv", Folder.Csv(12, "Neg", "pos", "neg"))).Succeeded().Error);

    [Theory]
    [InlineData("m.keras")]
    [InlineData("m.safetensors")]
    public void A_model_is_not_written_under_the_name_of_another_form(string name) =>
        Answer.To("train", "reviews.csv", "--model", name).Failed(2, ".valence", name, "convert");

    [Fact]
    public void Train_checks_the_data_trains_and_writes_one_file()
    {
        var answer = Train(_folder.Reviews()).Succeeded();
        Assert.Equal("Rows: 40. Classes: 2 (negative 20, positive 20).", answer.Lines[0]);
        Assert.Equal("Texts that repeat an earlier one: none; with another label: none. Empty texts: none.", answer.Lines[1]);
        Assert.Equal("Epoch 1/2", answer.Lines[2]);
        Assert.Contains("val_loss: ", answer.Output);
        Assert.StartsWith($"Wrote {_folder["m"]}: 40 texts, 2 classes, ", answer.Lines[^1]);
        Assert.Empty(answer.Error);
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void An_older_model_is_replaced_and_that_is_told()
    {
        Assert.Empty(Train(_folder.Reviews()).Succeeded().Error);
        var before = File.ReadAllBytes(_folder["m"]);
        var answer = Train(_folder.Reviews(), "--seed", "5", "--json").Succeeded();
        Assert.Contains($"valence: {_folder["m"]} is there already; this training replaces it", answer.Error);
        Assert.NotEqual(before, File.ReadAllBytes(_folder["m"]));
    }

    [Fact]
    public void A_file_that_is_no_model_is_not_replaced()
    {
        var notes = _folder.Write("notes.valence", "not to be lost");
        Answer.To("train", _folder.Reviews(), "--model", notes).Failed(2, "--model", "notes.valence", "looks like text", "another name");
        Assert.Equal("not to be lost", File.ReadAllText(notes));
        Answer.To("train", _folder.Reviews(), "--model", _folder.Write("empty.valence", ""), "--epochs", "1").Succeeded();
    }

    [Fact]
    public void Two_trainings_of_one_name_leave_the_whole_model_of_one()
    {
        var file = _folder.Reviews();
        Parallel.For(0, 4, seed => Train(file, "--seed", $"{seed}").Succeeded());
        Answer.To("predict", _folder["m"], "a great film").Succeeded();
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void Train_tells_of_repeated_contradicting_and_empty_texts()
    {
        var file = _folder.Write("a.csv", "text,label\ngood,1\nbad,0\ngood,1\nbad,1\n\"\",0\n\" \",1\n");
        var answer = Train(file).Succeeded();
        Assert.Equal("Texts that repeat an earlier one: 2 (first: row 4); with another label: 1 (first: row 5). Empty texts: 2 (first: row 6).", answer.Lines[1]);
    }

    [Fact]
    public void Four_reviews_train_and_nothing_is_held_out()
    {
        var answer = Train(_folder.Reviews(4)).Succeeded();
        Assert.Contains("No rows were held out", answer.Output);
        Assert.DoesNotContain("val_loss", answer.Output);
    }

    [Theory]
    [InlineData(4, "0.5", "Validation has 2 rows: its figures prove nothing.")]
    [InlineData(10, "0.1", "Validation has 1 row: its figures prove nothing.")]
    [InlineData(100, "0.29", "Validation has 29 rows: its figures prove nothing.")]
    public void A_small_validation_proves_nothing(int rows, string part, string sentence) =>
        Assert.Contains(sentence, Train(_folder.Reviews(rows), "--validation-split", part, "--batch-size", "32").Succeeded().Lines);

    [Fact]
    public void A_validation_of_thirty_rows_is_not_doubted() =>
        Assert.DoesNotContain("prove", Train(_folder.Reviews(60), "--validation-split", "0.5", "--batch-size", "32").Succeeded().Output);

    [Fact]
    public void Train_prints_json_lines_only_when_asked_for_json()
    {
        var answer = Train(_folder.Reviews(), "--json").Succeeded();
        var lines = answer.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Equal(2, lines[1].GetProperty("epoch").GetInt32());
        Assert.True(float.IsFinite(lines[1].GetProperty("val_loss").GetSingle()));
        Assert.Equal(4, lines[2].GetProperty("validation").GetInt32());
        Assert.Equal(_folder["m"], lines[2].GetProperty("model").GetString());
        Assert.Contains("Epoch 2/2", answer.Error);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes_for_any_number_of_threads()
    {
        var (file, date) = (_folder.Reviews(), new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "0" });
        foreach (var (name, seed, threads) in new[] { ("a", "7", "1"), ("b", "7", "2"), ("c", "8", "2") })
            (await OwnProcess.Run(date, "train", file, "--model", _folder[name], "--epochs", "2", "--seed", seed, "--threads", threads)).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
        Assert.NotEqual(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["c"]));
    }

    [Fact]
    public async Task The_date_in_a_model_is_that_of_SOURCE_DATE_EPOCH()
    {
        var file = _folder.Reviews();
        foreach (var seconds in (string[])["1700000000", "1700000001"])
            (await OwnProcess.Run(new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = seconds }, "train", file, "--model", _folder[seconds], "--epochs", "1")).Succeeded();
        Assert.Contains("Saved: 2023-11-14@22:13:20", Answer.To("inspect", _folder["1700000000"]).Succeeded().Output);
        Assert.Contains("Saved: 2023-11-14@22:13:21", Answer.To("inspect", _folder["1700000001"]).Succeeded().Output);
        (await OwnProcess.Run(new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "soon" }, "train", file, "--model", _folder["m"], "--epochs", "1")).Succeeded();
        Assert.DoesNotContain("Saved: 2023", Answer.To("inspect", _folder["m"]).Succeeded().Output);
    }

    [Fact]
    public void A_missing_file_is_wrong_input() => Train(_folder["none.csv"]).Failed(2, "none.csv", "there is no such file");

    [Fact]
    public void A_missing_column_is_named_with_those_there_are() =>
        Train(_folder.Reviews(), "--text-column", "review").Failed(2, "reviews.csv", "'review'", "'text', 'label'");

    [Fact]
    public void A_classifier_is_no_file_of_texts() => Train(Trained.Model(_folder)).Failed(2, "FILE", "model.valence", "Valence classifier", "texts");

    [Fact]
    public void An_empty_file_is_wrong_input() => Train(_folder.Write("a.csv", "")).Failed(2, "a.csv", "empty");

    [Fact]
    public void A_file_of_a_header_alone_is_wrong_input() => Train(_folder.Write("a.csv", "text,label\n")).Failed(2, "a.csv", "no rows");

    [Fact]
    public void A_binary_file_is_wrong_input() => Train(_folder.Write("a.csv", [0x89, 0x50, 0, 0, 1, 2, 3])).Failed(2, "a.csv", "binary");

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
        Train(_folder.Write("a.csv", "text,review,label\na,b,1\nc,d,0\n")).Failed(2, "'text', 'review' could all be the text", "Give --text-column.");
        Train(_folder.Write("b.csv", "text,label,class\na,1,1\nc,0,0\n")).Failed(2, "'label', 'class'", "Give --label-column.");
        Train(_folder.Write("c.csv", "words,mark\na,1\nc,0\n")).Failed(2, "which column holds the text is not clear", "Give --text-column.");
        Train(_folder.Write("d.csv", "text,mark\na,1\nc,0\n")).Failed(2, "which column holds the label is not clear", "Give --label-column.");
        Answer.To("predict", Trained.Model(_folder), "--file", _folder["a.csv"]).Failed(2, "Give --text-column.");
        Train(_folder["a.csv"], "--text-column", "review").Succeeded();
    }

    [Fact]
    public void Invalid_utf8_is_wrong_input_and_its_row_is_told() =>
        Train(_folder.Write("a.csv", [.. "text,label\ngood,1\nb"u8, 0xE9, .. "te,0\n"u8])).Failed(2, "a.csv", "line 3", "UTF-8");

    [Fact]
    public void A_missing_label_is_wrong_input_and_its_row_is_told() =>
        Train(_folder.Write("a.csv", "text,label\ngood,1\nbad,\n")).Failed(2, "a.csv", "line 3", "label");

    [Fact]
    public void One_class_alone_is_wrong_input() =>
        Train(_folder.Write("a.csv", "text,label\ngood,1\nfine,1\n")).Failed(2, "a.csv", "at least two classes", "only '1'");

    [Fact]
    public void Texts_without_any_word_are_wrong_input() =>
        Train(_folder.Write("a.csv", "text,label\n!!,1\n??,0\n")).Failed(2, "a.csv", "no words");

    [Fact]
    public void A_text_file_without_labels_is_wrong_input() => Train(_folder.Write("a.txt", "good\nbad\n")).Failed(2, "a.txt", "labels");

    [Fact]
    public void A_loss_that_is_no_number_fails_and_leaves_no_file()
    {
        Answer.To("train", _folder.Reviews(), "--model", _folder["m"], "--learning-rate", "1e38", "--recipe", "mlp").Failed(1, "loss became", "learning rate");
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void A_model_in_a_missing_folder_is_refused_before_the_training() =>
        Answer.To("train", _folder.Reviews(), "--model", _folder["no/m"]).Failed(2, "--model", "does not exist");

    [Fact]
    public void A_model_path_that_is_a_folder_is_refused_before_the_training()
    {
        Directory.CreateDirectory(_folder["m"]);
        Train(_folder.Reviews()).Failed(2, "--model", "is a folder");
    }

    [Theory]
    [InlineData("--recipe", "bert", "fasttext")]
    [InlineData("--threads", "-1", "from 0 to 1024")]
    [InlineData("--threads", "2147483647", "from 0 to 1024")]
    [InlineData("--threads", "many", "many")]
    [InlineData("--epochs", "0", "at least 1")]
    [InlineData("--batch-size", "-3", "at least 1")]
    [InlineData("--validation-split", "1", "from 0 to below 1")]
    [InlineData("--validation-split", "NaN", "from 0 to below 1")]
    [InlineData("--threshold", "2", "from 0 to 1")]
    [InlineData("--learning-rate", "0", "above 0")]
    [InlineData("--seed", "-1", "-1")]
    [InlineData("--colour", "red", "--colour")]
    [InlineData("--backend", "tpu", "reference")]
    public void Options_that_make_no_sense_are_wrong_usage(string option, string value, string word)
    {
        Answer.To("train", _folder.Reviews(), "--model", _folder["m"], option, value).Failed(2, option, word);
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void A_model_option_that_is_missing_is_wrong_usage() => Answer.To("train", _folder.Reviews()).Failed(2, "--model", "valence train --help");

    [Fact]
    public void Numbers_as_labels_are_ordered_by_value()
    {
        Train(_folder.Write("a.csv", Folder.Csv(60, "2", "10", "1"))).Succeeded();
        Assert.Contains("Classes: 1, 2, 10", Answer.To("summary", _folder["m"]).Succeeded().Output);
    }

    [Fact]
    public void Three_classes_with_words_as_labels_are_learned()
    {
        Answer.To("train", _folder.Write("a.csv", Folder.Csv(60, "bad", "good", "so so")), "--model", _folder["m"], "--learning-rate", "0.05").Succeeded();
        Assert.StartsWith("so so  ", Answer.To("predict", _folder["m"], "the film was average middling").Succeeded().Output);
        Assert.Contains("accuracy", Answer.To("evaluate", _folder["m"], _folder["a.csv"]).Succeeded().Output);
    }

    public static TheoryData<string> Recipes => [.. Classification.Recipes.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Every_recipe_trains_on_a_few_texts_and_answers(string recipe)
    {
        Answer.To("train", _folder.Reviews(8), "--model", _folder["m"], "--epochs", "1", "--recipe", recipe).Succeeded();
        Assert.Single(Answer.To("predict", _folder["m"], "a great film").Succeeded().Lines);
    }
}
